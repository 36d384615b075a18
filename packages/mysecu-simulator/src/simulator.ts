import { X509Certificate } from 'node:crypto';
import { startControl } from './control/control-server.ts';
import { controlRoutes } from './control/routes.ts';
import { createFaultRules } from './faults/fault-rules.ts';
import { createBadServers } from './identities/bad-servers.ts';
import { createRogueSigners } from './identities/rogue-signers.ts';
import { createNonces } from './nonces.ts';
import type { Simulator, SimulatorOptions } from './options.ts';
import { createPharmacies } from './pharmacies.ts';
import { loadRegister } from './register/register.ts';
import { createExchange } from './server/exchange.ts';
import { type Handle, type Listener, listen } from './server/listener.ts';
import { PATHS } from './server/paths.ts';
import { createRefusalWatch } from './server/refusal-watch.ts';
import { createWeb } from './server/web.ts';
import { createSessionTokens } from './session-tokens.ts';
import { initialSettings } from './settings.ts';
import { createSigner } from './sign/signer.ts';
import { createTruth } from './truth.ts';

/**
 * Starts the identity provider, the token service, the business service and the control port.
 * Thrown when a key, a certificate or the register cannot be read, or a port is taken.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const now = options.now ?? (() => new Date());
  let settings = initialSettings(options);
  const pharmacies = createPharmacies(options.pharmacies);
  const register = options.register ?? (await loadRegister());
  const [truth, tokens, faults] = [createTruth(), createSessionTokens(), createFaultRules(now)];

  // The listeners come first: free ports make the URLs, and the URLs are part of what requests are checked against.
  let handle: Handle = (_, response) => void response.destroy();
  const { key, cert, clientCa: ca, clients = [] } = options.tls;
  const tls = { key, cert, ca, clients };
  const open = (port = 0): Promise<Listener> => listen(tls, host, port, (...exchange) => handle(...exchange));
  const listeners = {
    identity: await open(options.ports?.identity),
    token: await open(options.ports?.token),
    get: await open(options.ports?.get),
  };
  const urlOf = (step: keyof typeof listeners): string =>
    `https://${options.publicHost ?? host}:${listeners[step].port}${PATHS[step]}`;
  const idpDestination = options.idpDestination ?? urlOf('identity');

  const platform = {
    register,
    tokens,
    idpDestination,
    signer: createSigner(options.signer),
    idpSigner: createSigner(options.idpSigner),
    idpCertificatePem: new X509Certificate(options.idpSigner.cert).toString(),
    nonces: createNonces(),
    baseUrl: options.baseUrl,
    appliesTo: options.appliesTo ?? urlOf('get'),
    rogueSigner: createRogueSigners({ identity: options.idpSigner.cert, get: options.signer.cert }),
    settings: () => settings,
    now,
  };
  handle = createWeb(createExchange({ platform, pharmacies, faults, truth }));

  const refusals = createRefusalWatch(listeners, faults, {
    genuine: options.tls,
    bad: createBadServers(options.publicHost ?? host, options.tlsAuthority),
  });
  const control = await startControl(
    options.ports?.control ?? 0,
    controlRoutes({
      settings: {
        get: () => settings,
        set(changed) {
          settings = changed;
        },
      },
      faults,
      truth,
      tokens,
      pharmacies,
      register,
      applyRefusals: refusals.apply,
    }),
  );

  return {
    serviceUrl: urlOf('get'),
    tokenUrl: urlOf('token'),
    idpUrl: urlOf('identity'),
    idpDestination,
    controlUrl: control.url,
    putPharmacy: pharmacies.put,
    async close() {
      refusals.stop();
      await Promise.all([control.close(), ...Object.values(listeners).map((listener) => listener.shut())]);
    },
  };
}
