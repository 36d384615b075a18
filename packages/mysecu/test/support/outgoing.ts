import { readFileSync } from 'node:fs';
import { createAuthnRequest } from '../../src/create/authn-request.ts';
import { createCancelToken } from '../../src/create/cancel-token.ts';
import { createIssueWithAssertion, createIssueWithUsername } from '../../src/create/issue-token.ts';
import { createSyncExchange } from '../../src/create/sync-exchange.ts';
import type { Assertion, Caller } from '../../src/exchange.ts';
import { loadModels } from '../../src/models/load-models.ts';
import { readAssertion } from '../../src/read/assertion.ts';
import { openMessage } from '../../src/security/open-message.ts';
import { TrustedSigners } from '../../src/security/trusted-signers.ts';
import { SyncExchangeClient } from '../../src/send/sync-exchange-client.ts';
import { parseWireProfile } from '../../src/wire/wire-profile.ts';
import { aSessionToken } from './pharmacy.ts';

const corpus = new URL('../signatures/', import.meta.url);
const at = new Date('2026-11-24T12:00:00Z');

/** The corpus's assertion, believed: prefixes on an ancestor, one of them used in attribute values alone. */
export function theAssertion(): Assertion {
  const trust = TrustedSigners.fromPem(readFileSync(new URL('idp-signer.pem', corpus), 'utf8'));
  const message = openMessage(readFileSync(new URL('valid/assertion.xml', corpus)));
  try {
    return readAssertion(message, { trust, at, wire: parseWireProfile({}) }).assertion;
  } finally {
    message.close();
  }
}

/** Every message that leaves, as it leaves, under a wire profile. */
export async function outgoingMessages(caller: Caller, profile: unknown = {}): Promise<Record<string, string>> {
  const wire = parseWireProfile(profile);
  const plan = { appliesTo: 'https://ws.example/sync?a=1&b=2', at, wire };
  const login = caller.usernameToken ?? { username: '', password: '' };
  return {
    identity: await createAuthnRequest(caller, {
      id: 'Q-1',
      destination: 'https://idp.example/saml',
      baseUrl: 'https://ws.example:7443',
      at,
      wire,
    }),
    token: await createIssueWithAssertion(caller, theAssertion(), plan),
    'token by user name': await createIssueWithUsername(caller, login, plan),
    cancel: await createCancelToken(caller, aSessionToken(), wire),
    get: await getMessage(caller, wire.keyInfo.get),
  };
}

async function getMessage(caller: Caller, keyInfo: 'security-token-reference' | 'x509-data'): Promise<string> {
  const model = (await loadModels()).for('affiliation');
  const request = model.request({ matricule: '1893120105732' }, { codePrestataire: '90000001', at });
  const client = await SyncExchangeClient.create('https://ws.example/sync');
  let sent = '';
  await client.get(await createSyncExchange(caller, aSessionToken(), request, keyInfo), async (envelope) => {
    sent = envelope;
    return { status: 200, contentType: 'text/xml', bytes: Buffer.alloc(0) };
  });
  return sent;
}
