import type { DegradedCode } from '@officine/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { PHARMACY } from '../../test/support/directory.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { aToken } from '../../test/support/mysecu.ts';
import { FakeTokens } from '../../test/support/tokens.ts';
import { CredentialChanges } from './credential-changes.ts';

describe('a change that a refused check waits for', () => {
  let clock: ManualClock;
  let tokens: FakeTokens;
  let version: string;
  let changes: CredentialChanges;
  beforeEach(() => {
    clock = new ManualClock();
    tokens = new FakeTokens();
    version = 'first';
    changes = new CredentialChanges(async () => version, tokens, clock);
  });
  const since = (code: DegradedCode, metAtMs = clock.wallMs(), isOfToken = false) =>
    changes.since({ pharmacy: PHARMACY, code, isOfToken, metAtMs });

  it('is a replaced credential, which counts once', async () => {
    await since('certificate-expired');
    expect(await since('certificate-expired')).toBe(false);

    version = 'second';

    expect([await since('certificate-expired'), await since('certificate-expired')]).toEqual([true, false]);
  });

  it('counts for each reason to wait: one of them takes it from no other', async () => {
    await since('certificate-expired');
    await since('authentication-refused');

    version = 'second';

    expect([await since('certificate-expired'), await since('authentication-refused')]).toEqual([true, true]);
  });

  it('is a credential that nobody has looked at yet: it may have been replaced while we were away', async () => {
    expect(await since('certificate-unreadable')).toBe(true);
  });

  it('is a token that auth-token got after the refusal, not one from before', async () => {
    await since('authentication-refused');
    tokens.publish(PHARMACY, aToken({ issuedAtMs: clock.wallMs() }));

    expect(await since('authentication-refused', clock.wallMs() + 1)).toBe(false);
    expect(await since('authentication-refused', clock.wallMs() - 1)).toBe(true);
  });

  it('is, for what lacked a token, any valid one: it may have come before the check was put off', async () => {
    expect(await since('token-service-unavailable', undefined, true)).toBe(false);
    tokens.publish(PHARMACY, aToken({ issuedAtMs: clock.wallMs() - 60_000 }));

    expect(await since('token-service-unavailable', undefined, true)).toBe(true);
  });

  it('is any token too for who was refused before there was one: it may be older by a moment than that refusal', async () => {
    await since('authentication-refused', undefined, true);
    await since('authentication-refused', undefined, false);
    expect(await since('authentication-refused', undefined, true)).toBe(false);
    tokens.publish(PHARMACY, aToken({ issuedAtMs: clock.wallMs() - 200 }));

    expect(await since('authentication-refused', undefined, true)).toBe(true);
    expect(await since('authentication-refused', undefined, false)).toBe(false);
  });

  it('is, for a block, no file: only a new token tells that mySecu opened the door again', async () => {
    expect(await since('blocked-by-mysecu')).toBe(false);
    version = 'second';
    expect(await since('blocked-by-mysecu')).toBe(false);

    tokens.publish(PHARMACY, aToken({ issuedAtMs: clock.wallMs() + 1 }));

    expect(await since('blocked-by-mysecu')).toBe(true);
  });
});
