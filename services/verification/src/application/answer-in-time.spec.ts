import { checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { PHARMACY } from '../../test/support/directory.ts';
import { settle } from '../../test/support/manual-clock.ts';
import {
  AFFILIATED,
  aMySecuThatFails,
  aMySecuThatSays,
  aMySecuThatWaits,
  anAnswer,
  aSilentMySecu,
  FakeMySecu,
} from '../../test/support/mysecu.ts';
import { aCheckRequested, NOW_MS } from '../../test/support/records.ts';
import { FakeTokens } from '../../test/support/tokens.ts';
import { verificationWith } from '../../test/support/verification-with.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';

describe('a check without an answer in time', () => {
  it('is degraded within its budget when mySecu is silent, and deferred: nobody is told a guess', async () => {
    const { handle, published, clock, deferred, happened } = verificationWith({ mysecu: aSilentMySecu() });

    const handled = handle(aCheckRequested({ id: 'r-1', timeoutMs: 3_000 }));
    await settle();
    await clock.advance(2_959);
    expect(published(checkDegraded)).toEqual([]);
    await clock.advance(1);
    await handled;

    expect(published(checkDegraded)).toMatchObject([
      { requestId: 'r-1', cause: { code: 'mysecu-timeout', step: 'get', retryable: true } },
    ]);
    expect([...deferred.values()]).toMatchObject([{ requestId: 'r-1', code: 'mysecu-timeout', attempt: 1 }]);
    expect(happened.indexOf('deferred')).toBeLessThan(happened.indexOf('degraded'));
  });

  it('is told when re-checks end', async () => {
    const { handle, published } = verificationWith({ mysecu: aMySecuThatFails('mysecu-unavailable') });

    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ recheck: { until: '2026-11-24T10:00:00.000Z' } }]);
  });

  it.each([
    'mysecu-unavailable',
    'mysecu-timeout',
    'mysecu-fault',
    'mysecu-untrusted-answer',
    'mysecu-answer-mismatch',
    'authentication-refused',
    'certificate-unreadable',
    'certificate-expired',
    'blocked-by-mysecu',
    'internal',
  ] as const)('is degraded %s, never a verdict', async (code) => {
    const { handle, published, deferred } = verificationWith({ mysecu: aMySecuThatFails(code) });

    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code } }]);
    expect(published(checkAnswered)).toEqual([]);
    expect(deferred.size).toBe(1);
  });

  it('is degraded internal when something fails that nobody foresaw, whose text is not published', async () => {
    const { handle, published, results } = verificationWith({
      mysecu: new FakeMySecu(() => Promise.reject(new Error('1893120105732'))),
    });

    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'internal' } }]);
    expect(results[0]?.value.toString()).not.toContain('1893120105732');
  });

  it('is degraded at once, and deferred, when it was read after its budget', async () => {
    const { handle, published, deferred } = verificationWith();

    await handle(aCheckRequested({}, { timestamp: NOW_MS - 5_000 }));

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'officine-unavailable', step: 'admit' } }]);
    expect(deferred.size).toBe(1);
  });

  it('is degraded, not refused, while control is not fresh: what we do not know cannot forbid', async () => {
    const { handle, published, directory } = verificationWith();
    directory.fresh = false;
    directory.pharmacies.clear();

    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'officine-unavailable' } }]);
    expect(published(checkRejected)).toEqual([]);
  });

  it('is degraded rate-limited when its turn does not come within the budget', async () => {
    const permits = {
      take: (_vendor: string, _urgency: string, signal: AbortSignal) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    };
    const { handle, published, clock } = verificationWith({ permits });

    const handled = handle(aCheckRequested({ timeoutMs: 500 }));
    await settle();
    await clock.advance(500);
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'rate-limited', step: 'admit' } }]);
  });

  it('is degraded overloaded when too many are under way', async () => {
    const { handle, published } = verificationWith({ mysecu: aSilentMySecu(), maxInFlight: 1 });

    void handle(aCheckRequested({ id: 'r-1' }));
    await handle(aCheckRequested({ id: 'r-2' }));

    expect(published(checkDegraded)).toMatchObject([{ requestId: 'r-2', cause: { code: 'overloaded' } }]);
  });

  it.each([
    ['announced maintenance', { detail: 'announced', until: '2026-11-23T12:00:00Z', reason: { fr: 'Mise à jour' } }],
    ["an operator's switch", { detail: 'switched-off', reason: { en: 'asked by CCSS' } }],
  ] as const)('is degraded at once with the reason and the end of %s, and mySecu is left alone', async (_, interruption) => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const { handle, published, directory, deferred } = verificationWith({ mysecu });
    directory.interruption = interruption;
    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'maintenance', step: 'admit', ...interruption } }]);
    expect([mysecu.questions.length, deferred.size]).toEqual([0, 1]);
  });

  it('is degraded with announced maintenance where that is why there is no token', async () => {
    const cause = { code: 'identity-provider-unavailable', step: 'identity' } as const;
    const tokens = new FakeTokens().publish(PHARMACY, {
      state: 'unavailable',
      issuedAtMs: NOW_MS,
      retryAtMs: NOW_MS + 60_000,
      cause,
    });
    const { handle, published, directory } = verificationWith({ tokens });
    directory.tokenInterruption = { detail: 'announced', until: '2026-11-23T12:00:00Z' };
    await handle(aCheckRequested());

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'maintenance', until: '2026-11-23T12:00:00Z' } }]);
  });

  it('does not call a mySecu that began to fail while it waited for its turn', async () => {
    const { promise, resolve } = Promise.withResolvers<{ release: () => undefined }>();
    const mysecu = aMySecuThatSays(AFFILIATED);
    const { handle, published, breaker, clock } = verificationWith({ mysecu, permits: { take: () => promise } });
    const handled = handle(aCheckRequested());
    await settle();
    for (let failures = 0; failures < 5; failures += 1) {
      breaker.failed(clock.monotonicMs());
    }
    resolve({ release: () => undefined });
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'mysecu-unavailable', detail: 'breaker-open' } }]);
    expect(mysecu.questions).toEqual([]);
  });

  it('waits a moment for the first call after good news from another replica, and is answered when that is', async () => {
    const trial = Promise.withResolvers<MysecuAnswer>();
    const answers = [trial.promise, Promise.resolve(anAnswer(AFFILIATED))];
    const mysecu = new FakeMySecu(() => answers.shift() ?? Promise.reject(new Error('one call too many')));
    const { handle, published, breaker, clock } = verificationWith({ mysecu });
    for (let n = 0; n < 5; n += 1) breaker.failed(clock.monotonicMs());
    await clock.advance(5_000);
    breaker.hinted(clock.monotonicMs());

    const both = Promise.all(['r-1', 'r-2'].map((id) => handle(aCheckRequested({ id, timeoutMs: 30_000 }))));
    await clock.advance(400);
    expect(published(checkDegraded)).toEqual([]);
    trial.resolve(anAnswer(AFFILIATED));
    await clock.advance(100);
    await both;

    expect(published(checkAnswered)).toHaveLength(2);
  });

  it('is degraded when that call tells nothing within a second', async () => {
    const { handle, published, breaker, clock } = verificationWith({ mysecu: aSilentMySecu() });
    for (let n = 0; n < 5; n += 1) breaker.failed(clock.monotonicMs());
    await clock.advance(5_000);
    breaker.hinted(clock.monotonicMs());
    void handle(aCheckRequested({ id: 'r-1', timeoutMs: 30_000 }));
    await settle();

    const handled = handle(aCheckRequested({ id: 'r-2', timeoutMs: 30_000 }));
    await clock.advance(1_050);
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ requestId: 'r-2', cause: { detail: 'breaker-open' } }]);
  });

  it('is degraded at once while the breaker is open, and mySecu is left alone', async () => {
    const mysecu = aMySecuThatFails('mysecu-unavailable');
    const { handle, published } = verificationWith({ mysecu });
    for (let n = 1; n <= 6; n += 1) {
      await handle(aCheckRequested({ id: `r-${n}` }));
    }

    expect(published(checkDegraded).at(-1)).toMatchObject({
      requestId: 'r-6',
      cause: { code: 'mysecu-unavailable', detail: 'breaker-open' },
    });
    expect(mysecu.questions).toHaveLength(5);
  });

  it('is degraded when the process stops before the answer', async () => {
    const { handle, published, hurry } = verificationWith({ mysecu: aSilentMySecu() });

    const handled = handle(aCheckRequested());
    await settle();
    hurry.abort();
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'officine-unavailable', detail: 'stopping' } }]);
  });

  it('says nothing when its partition was lost: the next owner does', async () => {
    const { handle, results, lost } = verificationWith({ mysecu: aSilentMySecu() });

    const handled = handle(aCheckRequested());
    await settle();
    lost.abort();

    await expect(handled).rejects.toThrow('owned by another replica');
    expect(results).toEqual([]);
  });

  it('is not committed when Kafka takes no result', async () => {
    const refusal = Object.assign(new Error('Kafka is away'), { disposition: 'halt' });
    const { handle } = verificationWith({ publish: () => Promise.reject(refusal) });

    await expect(handle(aCheckRequested())).rejects.toBe(refusal);
  });
});

describe('what is handled beside a check', () => {
  it('begins as soon as the check only waits for mySecu', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, known } = verificationWith({ mysecu });

    const handled = handle(aCheckRequested());
    await settle();
    expect(known.waits).toBe(1);
    answer();
    await handled;

    expect(known.waits).toBe(1);
  });

  it('waits for a check that mySecu is not asked for: it ends in a moment', async () => {
    const { handle, known, breaker, clock } = verificationWith();
    for (let n = 0; n < 5; n += 1) breaker.failed(clock.monotonicMs());

    await handle(aCheckRequested({ id: 'r-1' }));

    expect(known.waits).toBe(0);
  });
});

describe('an answer that comes late', () => {
  it('settles the degraded result', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, published, results, clock, deferred, inTime, audited } = verificationWith({ mysecu });
    const handled = handle(aCheckRequested());
    await settle();
    await clock.advance(3_000);
    await handled;

    answer();
    await inTime.lateOnesSettled();

    expect(published(checkAnswered)).toMatchObject([{ verdict: { affiliated: true }, supersedes: results[0]?.headers['ce_id'] }]);
    expect(deferred.size).toBe(0);
    expect(audited.at(-1)).toMatchObject({ action: 'check.settled' });
  });

  it('is not waited for any longer when the partition went to another replica meanwhile', async () => {
    const { handle, clock, lost, audited, inTime } = verificationWith({ mysecu: aSilentMySecu() });
    const handled = handle(aCheckRequested());
    await settle();
    await clock.advance(3_000);
    await handled;

    lost.abort();
    await inTime.lateOnesSettled();

    expect(audited.at(-1)).toMatchObject({ action: 'check.called', outcome: 'abandoned' });
  });

  it('leaves the check deferred when it is no answer after all', async () => {
    const { mysecu, fail } = aMySecuThatWaits();
    const { handle, published, clock, deferred, inTime } = verificationWith({ mysecu });
    const handled = handle(aCheckRequested());
    await settle();
    await clock.advance(3_000);
    await handled;

    fail(new Error('reset'));
    await inTime.lateOnesSettled();

    expect([published(checkAnswered), deferred.size]).toEqual([[], 1]);
  });

  it('is not published as a verdict when the pharmacy was suspended meanwhile', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, published, directory } = verificationWith({ mysecu });
    const handled = handle(aCheckRequested());
    await settle();

    directory.suspend(`pharmacy/${PHARMACY}`);
    answer();
    await handled;

    expect(published(checkAnswered)).toEqual([]);
    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'suspended' } }]);
  });
});
