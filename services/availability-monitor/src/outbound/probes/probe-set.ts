import { rootCertificates } from 'node:tls';
import type { Credential } from '@officine/mysecu';
import type { MysecuPlatform } from '@officine/service-kit';
import type { Probe } from '../../application/ports.ts';
import type { StepCheck } from '../../domain/step-check.ts';
import { dnsProbe, lookAtCertificate, type OnCertificate, tcpProbe, tlsProbe } from './connection-probes.ts';
import type { Target } from './dial.ts';
import { httpProbe } from './http-probe.ts';
import type { SignedProbes } from './signed-probes.ts';

/** Where to look, and with what. */
export interface ProbeSetOptions {
  readonly platform: MysecuPlatform;
  /** PEM: authorities of the platform and of the identity provider. */
  readonly tlsCa: string;
  readonly idpTlsCa: string | undefined;
  readonly proxyUrl: URL | undefined;
  readonly onCertificate: OnCertificate;
  /** The certificate of the probes' pharmacy, where one is configured. */
  readonly credential: () => Promise<Credential | undefined>;
  readonly signed: SignedProbes | undefined;
}

const OTHER_EVERY_MS = 600_000;

/** Every probe that the configuration allows. A signed one is preferred; a shallow one stands in where there is no identity to sign with. */
export function probeSet(options: ProbeSetOptions): (check: StepCheck) => Probe | undefined {
  const { platform, tlsCa, idpTlsCa = rootCertificates.join('\n'), proxyUrl, onCertificate, credential, signed } = options;
  const target: Target = { host: platform.serviceUrl.hostname, port: Number(platform.serviceUrl.port || 443), proxyUrl };
  const wsdlUrl = new URL(platform.serviceUrl);
  wsdlUrl.search = '?wsdl';
  const shared = { proxyUrl, credential };
  const idp: Target = { host: platform.idpUrl.hostname, port: Number(platform.idpUrl.port || 443), proxyUrl };
  const shallow: Partial<Record<StepCheck, Probe>> = {
    dns: dnsProbe(target),
    tcp: tcpProbe(target),
    tls: alsoNowAndThen(tlsProbe(target, tlsCa, onCertificate), (signal) =>
      lookAtCertificate(idp, idpTlsCa, onCertificate, signal),
    ),
    wsdl: httpProbe({
      ...shared,
      check: 'wsdl',
      url: wsdlUrl,
      ca: tlsCa,
      accepts: (status, body) => status === 200 && body.includes('definitions'),
    }),
    // A SOAP endpoint that is asked by GET says in its own way that it wants a POST: any answer but a missing page or an error will do.
    identity: httpProbe({ ...shared, check: 'identity', url: platform.idpUrl, ca: idpTlsCa, accepts: answers }),
    token: httpProbe({ ...shared, check: 'token', url: platform.tokenUrl, ca: tlsCa, accepts: answers }),
  };
  const deep: Partial<Record<StepCheck, Probe>> =
    signed === undefined ? {} : { identity: signed.identity(), token: signed.token(), get: signed.get() };
  return (check) => (signed?.usable === true ? deep[check] : undefined) ?? shallow[check];
}

/**
 * Looks at something else as well, now and then: how long eSanté's certificate is good for is worth knowing, but neither its answer
 * nor its silence is a finding of this probe.
 */
function alsoNowAndThen(probe: Probe, other: (signal: AbortSignal) => Promise<void>): Probe {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    check: probe.check,
    look: async (signal) => {
      const found = await probe.look(signal);
      if (performance.now() - lookedAtMs > OTHER_EVERY_MS) {
        lookedAtMs = performance.now();
        other(AbortSignal.timeout(4_000)).catch(() => undefined);
      }
      return found;
    },
  };
}

function answers(status: number, body: string): boolean {
  return (status < 500 && status !== 404) || (status === 500 && /:Fault\b|<Fault\b/.test(body));
}
