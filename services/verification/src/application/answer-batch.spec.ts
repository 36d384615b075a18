import { OfficineError } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/support/manual-clock.ts';
import { AFFILIATED, anAnswer } from '../../test/support/mysecu.ts';
import { AnswerBatch } from './answer-batch.ts';
import type { AskedCheck } from './asked-check.ts';
import type { Attempt } from './check-way.ts';
import { PartitionLost } from './failures.ts';
import { Journey } from './journey.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { ResultRecord } from './result-record.ts';

const HOUR_MS = 3_600_000;

function aBatch(walk: (attempt: Attempt, journey: Journey, call: number) => Promise<MysecuAnswer>) {
  const clock = new ManualClock();
  const published: string[] = [];
  const attempts: Attempt[] = [];
  const lost = new AbortController();
  const journey = new Journey(clock);
  const batch = new AnswerBatch({
    clock,
    way: {
      walk: (_, on, attempt) => {
        attempts.push(attempt);
        return walk(attempt, on, attempts.length);
      },
    },
    conclude: {
      answered: async () => {
        published.push('answered');
        return {} as ResultRecord;
      },
      unanswered: async (_, { code }) => {
        published.push(code);
        return {} as ResultRecord;
      },
    },
  });
  const asked = { receivedAtMs: clock.wallMs(), untilMs: clock.wallMs() + HOUR_MS, lane: 'batch' } as AskedCheck;
  const answering = batch.to(asked, undefined as never, journey, [lost.signal]);
  return { clock, published, attempts, lost, journey, answering };
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const failure = (code: OfficineError['code']) => new OfficineError(code, { step: 'admit' });

describe('a check of the batch topic', () => {
  it('is not answered again when what a former owner wrote about it is heard before it is told', async () => {
    const turn = Promise.withResolvers<MysecuAnswer>();
    const { published, lost, journey, answering } = aBatch(() => turn.promise);
    journey.othersHeard = async () => lost.abort();

    turn.resolve(anAnswer(AFFILIATED));

    await expect(answering).rejects.toThrow(PartitionLost);
    expect(published).toEqual([]);
  });

  it('waits for a permit that nobody else wants, as long as that takes', async () => {
    const turn = Promise.withResolvers<MysecuAnswer>();
    const { clock, published, attempts, answering } = aBatch(() => turn.promise);
    await clock.advance(HOUR_MS / 2);
    expect(published).toEqual([]);

    turn.resolve(anAnswer(AFFILIATED));
    await answering;

    expect(published).toEqual(['answered']);
    expect(attempts).toMatchObject([{ urgency: 'batch', isProbe: false }]);
  });

  it.each(['mysecu-unavailable', 'maintenance', 'token-service-unavailable', 'officine-unavailable'] as const)(
    'waits out what keeps everybody from asking: %s',
    async (code) => {
      const { clock, published, answering } = aBatch(async (_, __, call) => {
        if (call < 4) {
          throw failure(code);
        }
        return anAnswer(AFFILIATED);
      });
      await settle();
      await clock.advance(20_000);
      await answering;

      expect(published).toEqual(['answered']);
    },
  );

  it('is asked again like any other once a call for it has failed', async () => {
    const { published, attempts, answering } = aBatch(async (_, journey) => {
      journey.calledAtMs = 1;
      throw failure('mysecu-unavailable');
    });
    await answering;

    expect([published, attempts.length]).toEqual([['mysecu-unavailable'], 1]);
  });

  it('does not hold up its partition for what only its own pharmacy can mend', async () => {
    const { published, answering } = aBatch(() => Promise.reject(failure('certificate-expired')));
    await answering;

    expect(published).toEqual(['certificate-expired']);
  });

  it('ends at its end, whatever it waits for', async () => {
    const { clock, published, answering } = aBatch(({ wait }) => untilAborted(wait));
    await clock.advance(HOUR_MS);
    await answering;

    expect(published).toEqual(['recheck-ended']);
  });

  it('says nothing when its partition goes to another replica, which reads it again', async () => {
    const { published, lost, answering } = aBatch(({ wait }) => untilAborted(wait));
    const outcome = answering.catch((error: unknown) => error);
    await settle();
    lost.abort(new Error('lost'));

    expect(await outcome).toBeInstanceOf(PartitionLost);
    expect(published).toEqual([]);
  });
});
