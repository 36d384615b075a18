import { checkAnswered, checkDegraded } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { PHARMACY } from '../../test/support/directory.ts';
import { settle } from '../../test/support/manual-clock.ts';
import { AFFILIATED, aMySecuThatRefusesTokens, aMySecuThatSays, aToken } from '../../test/support/mysecu.ts';
import { aCheckRequested, NOW_MS } from '../../test/support/records.ts';
import { FakeTokens } from '../../test/support/tokens.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

describe('a session token', () => {
  const noToken = () => new FakeTokens();

  it('is asked for once however many checks wait for it', async () => {
    const tokens = noToken();
    const { handle, published } = verificationWith({ tokens });

    const all = ['r-1', 'r-2', 'r-3'].map((id) => handle(aCheckRequested({ id })));
    await settle();
    tokens.publish(PHARMACY, aToken());
    await Promise.all(all);

    expect(tokens.requests).toHaveLength(1);
    expect(published(checkAnswered)).toHaveLength(3);
  });

  it('that does not come within the budget degrades the check', async () => {
    const { handle, published, clock } = verificationWith({ tokens: noToken() });

    const handled = handle(aCheckRequested());
    await settle();
    await clock.advance(3_000);
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'token-service-unavailable', step: 'token' } }]);
  });

  it('that auth-token cannot get degrades the check at once, with the cause that it gives', async () => {
    const tokens = noToken().whenAsked(() =>
      tokens.publish(PHARMACY, {
        state: 'unavailable',
        issuedAtMs: NOW_MS,
        retryAtMs: NOW_MS + 10_000,
        cause: { code: 'identity-provider-unavailable', step: 'identity', detail: 'connect-timeout' },
      }),
    );
    const { handle, published } = verificationWith({ tokens });

    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'identity-provider-unavailable', step: 'identity' } }]);
  });

  it('that mySecu refuses is refreshed once and the question asked once more', async () => {
    const mysecu = aMySecuThatRefusesTokens(1);
    const tokens = new FakeTokens()
      .publish(PHARMACY, aToken())
      .whenAsked(() => tokens.publish(PHARMACY, aToken({ tokenId: 't-2' })));
    const { handle, published } = verificationWith({ mysecu, tokens });

    await handle(aCheckRequested());

    expect(tokens.requests).toMatchObject([{ pharmacy: PHARMACY, refusedTokenId: 't-1' }]);
    expect(mysecu.questions.map(({ token }) => token.tokenId)).toEqual(['t-1', 't-2']);
    expect(published(checkAnswered)).toHaveLength(1);
  });

  it('that mySecu refuses again degrades the check: never a loop', async () => {
    const mysecu = aMySecuThatRefusesTokens(9);
    const tokens = new FakeTokens()
      .publish(PHARMACY, aToken())
      .whenAsked(() => tokens.publish(PHARMACY, aToken({ tokenId: 't-2' })));
    const { handle, published } = verificationWith({ mysecu, tokens });

    await handle(aCheckRequested());

    expect(mysecu.questions).toHaveLength(2);
    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'authentication-refused', detail: 'token-refused' } }]);
  });

  it('that is about to expire is not used', async () => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const tokens = new FakeTokens()
      .publish(PHARMACY, aToken({ expiresAtMs: NOW_MS + 500 }))
      .whenAsked(() => tokens.publish(PHARMACY, aToken({ tokenId: 't-2' })));
    const { handle } = verificationWith({ mysecu, tokens });

    await handle(aCheckRequested());

    expect(mysecu.questions[0]?.token.tokenId).toBe('t-2');
  });
});
