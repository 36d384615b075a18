import { OfficineError } from '@officine/contracts';
import type { Attempt, CallOptions, Credential, Exchange } from '@officine/mysecu';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aValidToken, START } from '../../test/support/fakes.ts';
import type { AuditTrail, CallLog } from '../application/ports.ts';
import { SoapTokenSource } from './soap-token-source.ts';

const assertion = { xml: '<a/>', id: 'a-1', issuer: 'idp', notBefore: START, notOnOrAfter: new Date(START.getTime() + 60_000) };
const session = { xml: '<t/>', id: 't-1', issuedAt: START, expiresAt: new Date(START.getTime() + 60_000) };

function aSource(
  fails: Partial<Record<Attempt['step'], OfficineError>> = {},
  usernameToken?: { username: string; password: string },
) {
  const asked: string[] = [];
  const calls: Parameters<CallLog['called']>[0][] = [];
  const facts: Parameters<AuditTrail['record']>[0][] = [];
  const answer = <T>(step: Attempt['step'], value: T, options: CallOptions | undefined): Promise<Exchange<T>> => {
    asked.push(step);
    const failure = fails[step];
    const timing = { startedAt: START, durationMs: 12.4, correlationId: `Id-${step}` };
    options?.onAttempt?.({
      ...timing,
      step,
      ...(failure === undefined
        ? { outcome: 'ok', ownFault: false }
        : { outcome: 'refused', ownFault: true, code: failure.code }),
    });
    return failure === undefined ? Promise.resolve({ value, ...timing }) : Promise.reject(failure);
  };
  const source = new SoapTokenSource({
    mysecu: {
      authenticate: (_caller, options) => answer('identity', assertion, options),
      issue: (_caller, given, options) => {
        asked.push(given === null ? 'without assertion' : 'with assertion');
        return answer('token', session, options);
      },
      cancel: (_caller, _token, options) => answer('cancel', undefined, options),
    },
    credentials: {
      withFingerprint: () => Promise.resolve(undefined),
      of: () => Promise.resolve({ credential: {} as Credential, version: 'v1', ...(usernameToken && { usernameToken }) }),
    },
    calls: { called: (call) => void calls.push(call) },
    audit: { record: (fact) => Promise.resolve(void facts.push(fact)) },
  });
  return { source, asked, calls, facts };
}

describe('a token over SOAP', () => {
  it('of eSanté is an assertion, then a token; both calls are counted and proven', async () => {
    const { source, asked, calls, facts } = aSource();

    expect(await source.obtain(aPharmacy())).toEqual({
      token: '<t/>',
      tokenId: 't-1',
      issuedAt: session.issuedAt,
      expiresAt: session.expiresAt,
      correlationId: 'Id-token',
    });
    expect(asked).toEqual(['identity', 'with assertion', 'token']);
    expect(calls).toMatchObject([
      { step: 'identity', outcome: 'ok', durationMs: 12 },
      { step: 'token', outcome: 'ok', ownFault: false },
    ]);
    expect(facts).toMatchObject([
      { action: 'token.identity', outcome: 'ok', correlationId: 'Id-identity', vendor: 'acme', pharmacy: 'ph-0001' },
      { action: 'token.issued', outcome: 'ok', correlationId: 'Id-token' },
    ]);
  });

  it('by user name asks no identity provider', async () => {
    const { source, asked } = aSource({}, { username: 'pharmacie', password: 'hunter2' });

    await source.obtain(aPharmacy({ authentication: 'username-token' }));

    expect(asked).toEqual(['without assertion', 'token']);
  });

  it('by user name without a user name is that pharmacy’s error, and makes no call', async () => {
    const { source, asked } = aSource();

    await expect(source.obtain(aPharmacy({ authentication: 'username-token' }))).rejects.toMatchObject({
      code: 'certificate-unreadable',
    });
    expect(asked).toEqual([]);
  });

  it('that is refused asks no further, and tells whose fault it is', async () => {
    const { source, asked, calls, facts } = aSource({
      identity: new OfficineError('authentication-refused', { step: 'identity' }),
    });

    await expect(source.obtain(aPharmacy())).rejects.toMatchObject({ code: 'authentication-refused' });

    expect(asked).toEqual(['identity']);
    expect(calls).toMatchObject([{ step: 'identity', outcome: 'refused', ownFault: true, code: 'authentication-refused' }]);
    expect(facts).toMatchObject([{ action: 'token.identity', outcome: 'authentication-refused' }]);
  });

  it('is cancelled with the pharmacy’s own key, and that is proven', async () => {
    const { source, facts } = aSource();

    await source.cancel(aPharmacy(), aValidToken('t-1'));

    expect(facts).toMatchObject([{ action: 'token.cancelled', outcome: 'ok', correlationId: 'Id-cancel' }]);
  });
});
