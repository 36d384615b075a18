import { checkAnswered, checkDegraded, type Verdict } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { AFFILIATED, anAnswer, FakeMySecu, NOT_AFFILIATED } from '../../test/support/mysecu.ts';
import { aCheckRequested } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

const AT = '2026-11-23T08:00:00.000Z';

/** Fails once, then says `verdict`. */
function aMySecuThatComesBackWith(verdict: Verdict): FakeMySecu {
  return new FakeMySecu(async (_, call) => {
    if (call === 1) {
      throw new Error('away');
    }
    return anAnswer(verdict);
  });
}

describe('a last known answer', () => {
  it('is shown with its age inside a degraded result, and never as a verdict', async () => {
    const world = verificationWith({ mysecu: aMySecuThatComesBackWith(AFFILIATED), lastKnown: { verdict: AFFILIATED, at: AT } });
    await world.handle(aCheckRequested());

    const [degraded] = world.published(checkDegraded);
    expect(degraded).toMatchObject({ lastKnown: { verdict: { affiliated: true }, at: AT } });
    expect(degraded).not.toHaveProperty('verdict');
  });

  it.each([
    ['still held', AFFILIATED, false],
    ['held no longer', NOT_AFFILIATED, true],
  ])('is said to have changed or not by the true answer: it %s', async (_, truth, changed) => {
    const world = verificationWith({ mysecu: aMySecuThatComesBackWith(truth), lastKnown: { verdict: AFFILIATED, at: AT } });
    await world.handle(aCheckRequested());
    for (const check of [...world.deferred.values()]) {
      await world.recheck.run(check);
    }

    expect(world.published(checkAnswered)).toMatchObject([{ changed }]);
  });

  it('was never shown where there is none, and so did not change either', async () => {
    const world = verificationWith({ mysecu: aMySecuThatComesBackWith(AFFILIATED) });
    await world.handle(aCheckRequested());
    for (const check of [...world.deferred.values()]) {
      await world.recheck.run(check);
    }

    expect(world.published(checkDegraded)[0]).not.toHaveProperty('lastKnown');
    expect(world.published(checkAnswered)[0]).not.toHaveProperty('changed');
  });

  it('stands in the deferred record as a digest alone', async () => {
    const world = verificationWith({ mysecu: aMySecuThatComesBackWith(AFFILIATED), lastKnown: { verdict: AFFILIATED, at: AT } });
    await world.handle(aCheckRequested());

    expect([...world.deferred.values()]).toMatchObject([{ shown: expect.stringMatching(/^[\w-]{43}$/) }]);
    expect(JSON.stringify([...world.deferred.values()])).not.toContain('MUSTER');
  });
});
