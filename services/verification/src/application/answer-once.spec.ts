import { checkAnswered, checkRejected } from '@officine/contracts';
import { PublishError } from '@officine/kafka';
import { describe, expect, it } from 'vitest';
import { aPharmacy, PHARMACY } from '../../test/support/directory.ts';
import { settle } from '../../test/support/manual-clock.ts';
import { AFFILIATED, aMySecuThatFails, aMySecuThatSays, aMySecuThatWaits } from '../../test/support/mysecu.ts';
import { aCheckRequested } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';
import type { ResultRecord } from './result-record.ts';

describe('a request that is sent again', () => {
  it('hears the same bytes again, and mySecu is asked once', async () => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const { handle, results, audited, known } = verificationWith({ mysecu });

    await handle(aCheckRequested({ id: 'r-1' }));
    await handle(aCheckRequested({ id: 'r-1' }));

    expect(known.waits).toBe(1);

    expect(results).toHaveLength(2);
    expect(results[1]).toEqual(results[0]);
    expect(mysecu.questions).toHaveLength(1);
    expect(audited.at(-1)).toMatchObject({ action: 'check.repeated' });
  });

  it('hears the same bytes from a replica that only read the results', async () => {
    const { handle, handleElsewhere, results } = verificationWith();

    await handle(aCheckRequested({ id: 'r-1' }));
    await handleElsewhere(aCheckRequested({ id: 'r-1' }));

    expect(results[1]).toEqual(results[0]);
  });

  it('waits for the same result while the first is under way', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, results, known } = verificationWith({ mysecu });

    const both = [handle(aCheckRequested({ id: 'r-1' })), handle(aCheckRequested({ id: 'r-1' }))];
    await settle();
    expect(known.waits).toBe(2);
    answer();
    await Promise.all(both);

    expect(results).toHaveLength(2);
    expect(results[1]?.value).toEqual(results[0]?.value);
    expect(mysecu.questions).toHaveLength(1);
  });

  it('is answered by nobody else when the answer of a former owner arrives while it is under way', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const former = verificationWith();
    await former.handle(aCheckRequested({ id: 'r-1' }));
    const [theirs] = former.results;
    const { handle, memory, results } = verificationWith({ mysecu });

    const handled = handle(aCheckRequested({ id: 'r-1' }));
    await settle();
    memory.of(theirs!.partition).learn(theirs!);
    await handled;
    answer();
    await settle();
    await handle(aCheckRequested({ id: 'r-1' }));

    expect(results).toEqual([theirs, theirs]);
    expect(mysecu.questions).toHaveLength(1);
  });

  it('is not asked again, once answered, for a deferral that a former owner left without a degraded result', async () => {
    const former = verificationWith({ mysecu: aMySecuThatFails('mysecu-fault') });
    await former.handle(aCheckRequested({ id: 'r-1' }));
    const { handleElsewhere, deferred, published } = verificationWith();
    for (const [key, left] of former.deferred) {
      deferred.set(key, left);
    }

    await handleElsewhere(aCheckRequested({ id: 'r-1' }));

    expect(published(checkAnswered)).toHaveLength(1);
    expect(deferred.size).toBe(0);
  });

  it('is not answered a second time when it is the very record that was answered and not committed', async () => {
    const { handle, handleElsewhere, results, known } = verificationWith();
    const record = aCheckRequested({ id: 'r-1' });

    await handle(record);
    await handleElsewhere(record);

    expect(results).toHaveLength(1);
    expect(known.answeredBefore).toBe(1);
  });

  it('is not answered a second time when the answer of its former owner arrives while the very record is under way', async () => {
    const { mysecu } = aMySecuThatWaits();
    const record = aCheckRequested({ id: 'r-1' });
    const former = verificationWith();
    await former.handle(record);
    const [theirs] = former.results;
    const { handle, memory, results, known } = verificationWith({ mysecu });

    const handled = handle(record);
    await settle();
    memory.of(theirs!.partition).learn(theirs!);
    await handled;

    expect(results).toEqual([]);
    expect(known.answeredBefore).toBe(1);
  });

  it('is rejected conflicting-duplicate when it asks something else under the same id', async () => {
    const { handle, published } = verificationWith();

    await handle(aCheckRequested({ id: 'r-1' }));
    await handle(aCheckRequested({ id: 'r-1', timeoutMs: 1_000 }));

    expect(published(checkRejected)).toMatchObject([{ requestId: 'r-1', cause: { code: 'conflicting-duplicate' } }]);
  });

  it('is judged anew when it was rejected', async () => {
    const { handle, directory, published } = verificationWith();
    directory.pharmacies.clear();
    await handle(aCheckRequested({ id: 'r-1' }));

    directory.pharmacies.set(PHARMACY, aPharmacy());
    await handle(aCheckRequested({ id: 'r-1' }));

    expect(published(checkAnswered)).toMatchObject([{ requestId: 'r-1' }]);
  });
});

/** A Kafka that acknowledges nothing at first, whether it wrote it or not. */
function aKafkaThatIsSilentOnce(): { publish: (result: ResultRecord) => Promise<void>; unacknowledged: ResultRecord[] } {
  const unacknowledged: ResultRecord[] = [];
  const publish = async (result: ResultRecord) => {
    if (unacknowledged.length === 0) {
      unacknowledged.push(result);
      throw new PublishError('not-acknowledged', 'results');
    }
  };
  return { publish, unacknowledged };
}

describe('a result that Kafka may have written and did not acknowledge', () => {
  it('is published again byte for byte when its record is tried again', async () => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const { publish, unacknowledged } = aKafkaThatIsSilentOnce();
    const { handle, results } = verificationWith({ mysecu, publish });
    const record = aCheckRequested({ id: 'r-1' });

    await expect(handle(record)).rejects.toThrow(PublishError);
    await handle(record);

    expect(results).toEqual(unacknowledged);
    expect(mysecu.questions).toHaveLength(1);
  });

  it('is what a repeat hears that waited for it', async () => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const { publish, unacknowledged } = aKafkaThatIsSilentOnce();
    const { handle, results, known } = verificationWith({ mysecu, publish });
    const [first, repeat] = [aCheckRequested({ id: 'r-1' }), aCheckRequested({ id: 'r-1' })];

    const [outcome] = await Promise.allSettled([handle(first), handle(repeat)]);
    await handle(first);

    expect(outcome?.status).toBe('rejected');
    expect(results).toEqual(unacknowledged);
    expect(known.answeredBefore).toBe(1);
    expect(mysecu.questions).toHaveLength(1);
  });

  it('is published again when it is degraded, and what is deferred for it stays', async () => {
    const { publish, unacknowledged } = aKafkaThatIsSilentOnce();
    const { handle, results, deferred } = verificationWith({ mysecu: aMySecuThatFails('mysecu-fault'), publish });
    const record = aCheckRequested({ id: 'r-1' });

    await expect(handle(record)).rejects.toThrow(PublishError);
    await handle(record);

    expect(results).toEqual(unacknowledged);
    expect(deferred.size).toBe(1);
  });

  it('gives way to the answer of somebody else that was read meanwhile', async () => {
    const former = verificationWith();
    await former.handle(aCheckRequested({ id: 'r-1' }));
    const [theirs] = former.results;
    const { publish } = aKafkaThatIsSilentOnce();
    const { handle, memory, results } = verificationWith({ publish });
    const record = aCheckRequested({ id: 'r-1' });

    await expect(handle(record)).rejects.toThrow(PublishError);
    memory.of(theirs!.partition).learn(theirs!);
    await handle({ ...record, offset: record.offset + 1n });

    expect(results).toEqual([theirs]);
  });

  it('is judged anew when it was a rejection', async () => {
    const { publish } = aKafkaThatIsSilentOnce();
    const { handle, directory, published } = verificationWith({ publish });
    const record = aCheckRequested({ id: 'r-1' });
    directory.pharmacies.clear();
    await expect(handle(record)).rejects.toThrow(PublishError);

    directory.pharmacies.set(PHARMACY, aPharmacy());
    await handle(record);

    expect(published(checkAnswered)).toMatchObject([{ requestId: 'r-1' }]);
  });
});

describe('a request that a former owner may have begun', () => {
  it('is not answered a second time when the answer was written and not read before ours was found', async () => {
    const mysecu = aMySecuThatSays(AFFILIATED);
    const former = verificationWith();
    const record = aCheckRequested({ id: 'r-1' });
    await former.handle(record);
    const [theirs] = former.results;
    const { handleAgain, memory, results, known, deferred } = verificationWith({ mysecu });

    await handleAgain(record, async () => memory.of(theirs!.partition).learn(theirs!));

    expect(results).toEqual([]);
    expect(known.answeredBefore).toBe(1);
    expect(deferred.size).toBe(0);
  });

  it('is not degraded either, and not asked again, when its answer was written and not read', async () => {
    const former = verificationWith();
    const record = aCheckRequested({ id: 'r-1' });
    await former.handle(record);
    const [theirs] = former.results;
    const { clock, handleAgain, memory, results, deferred } = verificationWith();
    await clock.advance(60_000);

    await handleAgain(record, async () => memory.of(theirs!.partition).learn(theirs!));

    expect(results).toEqual([]);
    expect(deferred.size).toBe(0);
  });

  it('is rejected conflicting-duplicate when another was asked first under its id, whose result was written and not read', async () => {
    const former = verificationWith();
    await former.handle(aCheckRequested({ id: 'r-1' }));
    const [theirs] = former.results;
    const { handleAgain, memory, published } = verificationWith();

    await handleAgain(aCheckRequested({ id: 'r-1', timeoutMs: 1_000 }), async () => memory.of(theirs!.partition).learn(theirs!));

    expect(published(checkRejected)).toMatchObject([{ requestId: 'r-1', cause: { code: 'conflicting-duplicate' } }]);
    expect(published(checkAnswered)).toEqual([]);
  });

  it('is answered in its time though nobody can say what was written meanwhile', async () => {
    const { clock, handleAgain, published } = verificationWith();

    const handled = handleAgain(aCheckRequested({ id: 'r-1', timeoutMs: 1_000 }), () => new Promise(() => undefined));
    await settle();
    await clock.advance(1_000);
    await handled;

    expect(published(checkAnswered)).toMatchObject([{ requestId: 'r-1' }]);
  });
});
