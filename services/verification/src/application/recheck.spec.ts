import { type CheckDeferred, checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { AFFILIATED, aMySecuThatFails, anAnswer, FakeMySecu } from '../../test/support/mysecu.ts';
import { aCheckRequested } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

describe('a check that is asked again', () => {
  it('is answered in the partition of its request, superseding the degraded result', async () => {
    const replies = [() => Promise.reject(new Error('away')), () => Promise.resolve(anAnswer(AFFILIATED))];
    const mysecu = new FakeMySecu((_, call) => (replies[call - 1] ?? replies[0])?.() as ReturnType<FakeMySecu['ask']>);
    const { handle, recheck, deferred, published, results } = verificationWith({ mysecu });
    await handle(aCheckRequested({ id: 'r-1' }, { partition: 5 }));

    for (const check of deferred.values()) {
      await recheck.run(check);
    }

    expect(published(checkAnswered)).toMatchObject([{ requestId: 'r-1', attempt: 2, supersedes: results[0]?.headers['ce_id'] }]);
    expect(results[1]?.partition).toBe(5);
    expect(deferred.size).toBe(0);
  });

  it('is settled with the very answer that was got, whenever its replica dies between the answer and the settlement', async () => {
    const replies = [() => Promise.reject(new Error('away')), () => Promise.resolve(anAnswer(AFFILIATED))];
    const mysecu = new FakeMySecu((_, call) => (replies[call - 1] ?? replies[0])?.() as ReturnType<FakeMySecu['ask']>);
    let dies = true;
    const publish = async ({ headers }: { headers: Readonly<Record<string, string>> }) => {
      if (dies && headers['ce_type'] === checkAnswered.type) {
        throw new Error('killed');
      }
    };
    const { handle, recheck, deferred, published, results } = verificationWith({ mysecu, publish });
    const again = async (check: CheckDeferred) => recheck.run(check);
    await handle(aCheckRequested({ id: 'r-1' }));
    const [first] = [...deferred.values()];
    await expect(again(first!)).rejects.toThrow('killed');
    const [left] = [...deferred.values()];
    dies = false;

    await again(left!);
    await again(left!);

    expect(mysecu.questions).toHaveLength(2);
    expect(published(checkAnswered)).toMatchObject([{ attempt: 2, supersedes: results[0]?.headers['ce_id'] }, { attempt: 2 }]);
    expect(results[2]).toEqual(results[1]);
    expect(deferred.size).toBe(0);
  });

  it('is put off, without another degraded result, when it fails again', async () => {
    const { handle, recheck, deferred, published } = verificationWith({ mysecu: aMySecuThatFails('mysecu-unavailable') });
    await handle(aCheckRequested());

    for (const check of [...deferred.values()]) {
      await recheck.run(check);
    }

    expect(published(checkDegraded)).toHaveLength(1);
    expect([...deferred.values()]).toMatchObject([{ attempt: 2, code: 'mysecu-unavailable' }]);
  });

  it.each([
    ['suspended', 'its pharmacy is suspended', (world: ReturnType<typeof verificationWith>) => world.directory.suspend('all')],
    ['recheck-ended', 'its day is over', (world: ReturnType<typeof verificationWith>) => world.clock.advance(86_400_001)],
  ] as const)('is rejected %s, superseding the degraded result, when %s', async (code, _, given) => {
    const world = verificationWith({ mysecu: aMySecuThatFails('mysecu-unavailable') });
    await world.handle(aCheckRequested());
    await given(world);

    for (const check of [...world.deferred.values()]) {
      await world.recheck.run(check);
    }

    expect(world.published(checkRejected)).toMatchObject([{ cause: { code }, supersedes: world.results[0]?.headers['ce_id'] }]);
    expect(world.deferred.size).toBe(0);
  });

  it('costs no attempt, and no record, while no call can leave', async () => {
    const world = verificationWith({ mysecu: aMySecuThatFails('mysecu-unavailable') });
    await world.handle(aCheckRequested());
    const [check] = [...world.deferred.values()];
    for (let failures = 0; failures < 5; failures += 1) {
      world.breaker.failed(world.clock.monotonicMs());
    }

    expect(await world.recheck.run(check!)).toBe('untried');

    expect([...world.deferred.values()]).toEqual([check]);
  });

  it('is told by the bytes that were made before a crash, and mySecu is not asked again', async () => {
    const mysecu = aMySecuThatFails('mysecu-unavailable');
    const world = verificationWith({ mysecu });
    await world.handle(aCheckRequested());
    const [check] = [...world.deferred.values()];
    const copy = { headers: { ce_id: 'made-before', ce_type: checkAnswered.type }, value: 'eyJ2IjoxfQ==' };

    await world.recheck.run({ ...check!, concluded: copy });

    expect(world.results.at(-1)).toMatchObject({ partition: 3, key: 'ph-0001', headers: copy.headers });
    expect(world.results.at(-1)?.value.toString()).toBe('{"v":1}');
    expect(mysecu.questions).toHaveLength(1);
    expect(world.deferred.size).toBe(0);
  });

  it('keeps the bytes of its answer before it tells them', async () => {
    const replies = [() => Promise.reject(new Error('away')), () => Promise.resolve(anAnswer(AFFILIATED))];
    const mysecu = new FakeMySecu((_, call) => (replies[call - 1] ?? replies[0])?.() as ReturnType<FakeMySecu['ask']>);
    const world = verificationWith({ mysecu });
    await world.handle(aCheckRequested());
    world.happened.length = 0;
    for (const check of [...world.deferred.values()]) {
      await world.recheck.run(check);
    }

    const order = world.happened.filter((what) => ['deferred', 'answered', 'settled'].includes(what));
    expect(order).toEqual(['deferred', 'answered', 'settled']);
  });

  it('is not told as a verdict when a suspension came between its answer and its telling', async () => {
    const world = verificationWith({ mysecu: aMySecuThatFails('mysecu-unavailable') });
    await world.handle(aCheckRequested());
    const [check] = [...world.deferred.values()];
    world.directory.suspend('all');
    await world.recheck.run({ ...check!, concluded: { headers: { ce_type: checkAnswered.type }, value: '' } });

    expect(world.published(checkAnswered)).toEqual([]);
    expect(world.published(checkRejected)).toMatchObject([{ cause: { code: 'suspended' } }]);
  });

  it('ends without being asked when operators drop it', async () => {
    const mysecu = aMySecuThatFails('mysecu-unavailable');
    const world = verificationWith({ mysecu });
    await world.handle(aCheckRequested());
    for (const check of [...world.deferred.values()]) {
      await world.recheck.run(check, { isDropped: true });
    }

    expect(world.published(checkRejected)).toMatchObject([{ attempt: 1, cause: { code: 'recheck-ended', detail: 'dropped' } }]);
    expect(mysecu.questions).toHaveLength(1);
    expect(world.deferred.size).toBe(0);
  });

  it('ends after three attempts when no answer can be trusted', async () => {
    const { handle, recheck, deferred, published } = verificationWith({ mysecu: aMySecuThatFails('mysecu-untrusted-answer') });
    await handle(aCheckRequested());

    for (let attempt = 2; attempt <= 3; attempt += 1) {
      for (const check of [...deferred.values()]) {
        await recheck.run(check);
      }
    }

    expect(published(checkRejected)).toMatchObject([
      { attempt: 3, cause: { code: 'recheck-ended', detail: 'mysecu-untrusted-answer' } },
    ]);
    expect(deferred.size).toBe(0);
  });
});
