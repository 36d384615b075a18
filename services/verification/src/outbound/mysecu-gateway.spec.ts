import { OfficineError } from '@officine/contracts';
import { type Credential, loadModels, MySecuError } from '@officine/mysecu';
import { describe, expect, it } from 'vitest';
import { aPharmacy } from '../../test/support/directory.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { aToken } from '../../test/support/mysecu.ts';
import { MATRICULE } from '../../test/support/records.ts';
import { TokenRefused } from '../application/failures.ts';
import { SoapGateway } from './mysecu-gateway.ts';

const question = {
  request: { check: 'affiliation', pharmacy: 'ph-0001', affiliation: { matricule: MATRICULE } },
  pharmacy: aPharmacy(),
  token: aToken(),
  signal: new AbortController().signal,
} as const;
const credentials = {
  of: async () => ({ credential: {} as Credential, version: '1' }),
  withFingerprint: async () => undefined as { credential: Credential; version: string } | undefined,
};

/** A store in which these certificates are at hand, the first of them in the files. */
function holding(...fingerprints: string[]): typeof credentials {
  const one = (fingerprint: string) => ({ credential: { fingerprint } as Credential, version: '1' });
  return {
    of: async () => one(fingerprints[0] ?? ''),
    withFingerprint: async (_pharmacy?: string, wanted?: string) => fingerprints.filter((each) => each === wanted).map(one)[0],
  };
}

type Store = ConstructorParameters<typeof SoapGateway>[2];

async function gatewayThatGets(get: ConstructorParameters<typeof SoapGateway>[0]['get'], store: Store = credentials) {
  return new SoapGateway({ get }, await loadModels(), store, new ManualClock());
}

describe('the gateway to mySecu', () => {
  it('asks with the token and the model of the check, in the name of the pharmacy', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayThatGets(async (caller, token, request) => {
      asked.push([caller.codePrestataire, token.id, request.modelUid]);
      throw new MySecuError('mysecu-unavailable', { step: 'get', call: 'get', kind: 'dns' });
    });

    await expect(gateway.ask(question)).rejects.toMatchObject({ code: 'mysecu-unavailable' });
    expect(asked).toEqual([['90000001', 't-1', 'SAMPLE_PHARMACY_AFFILIATION-V1']]);
  });

  it.each([
    ['the new pair where both certificates are at hand', ['new', 'old'], ['new', 't-2']],
    ['the former pair where the new certificate has not arrived here', ['old'], ['old', 't-1']],
    ['what the files hold where neither is at hand, and lets mySecu decide', ['newer'], ['newer', 't-2']],
  ])('calls with a token and the key that it is bound to: %s', async (_, atHand, pair) => {
    const used: unknown[] = [];
    const gateway = await gatewayThatGets(
      async (caller, token) => {
        used.push([caller.credential.fingerprint, token.id]);
        throw new MySecuError('mysecu-unavailable', { step: 'get', call: 'get', kind: 'dns' });
      },
      holding(...atHand),
    );
    const token = { ...aToken({ tokenId: 't-2', certificate: 'new' }), former: aToken({ certificate: 'old' }) };

    await expect(gateway.ask({ ...question, token })).rejects.toThrow();

    expect(used).toEqual([pair]);
  });

  it('tells a refused token from every other refusal: it alone is worth a second call', async () => {
    const refuse = (kind: 'token-refused' | 'authentication-refused') =>
      gatewayThatGets(async () => {
        throw new MySecuError('authentication-refused', { step: 'get', call: 'get', kind, correlationId: 'Id-1' });
      });

    const [stale, refused] = await Promise.all([refuse('token-refused'), refuse('authentication-refused')]);

    await expect(stale.ask(question)).rejects.toBeInstanceOf(TokenRefused);
    await expect(stale.ask(question)).rejects.toMatchObject({ details: { correlationId: 'Id-1' } });
    await expect(refused.ask(question)).rejects.not.toBeInstanceOf(TokenRefused);
  });

  it("makes a pharmacy's unusable certificate that pharmacy's error, before any call", async () => {
    const expired = new OfficineError('certificate-expired', { step: 'identity' });
    const gateway = await gatewayThatGets(() => Promise.reject(new Error('must not be called')), {
      ...credentials,
      of: () => Promise.reject(expired),
    });

    await expect(gateway.ask(question)).rejects.toBe(expired);
  });

  it('takes an empty answer for no verdict', async () => {
    const signer = { subject: 'CN=ws.mysecu.lu', fingerprint: 'f' };
    const gateway = await gatewayThatGets(async () => ({
      value: { payload: undefined, signer },
      startedAt: new Date(),
      durationMs: 1,
    }));

    await expect(gateway.ask(question)).rejects.toMatchObject({ code: 'mysecu-answer-mismatch' });
  });
});
