import type { Kafka, ProducerBatch, RecordMetadata } from 'kafkajs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Fence } from '../fence/fence.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';

type Answer = (batch: ProducerBatch) => RecordMetadata[] | Error;

/** The narrow surface of kafkajs that a publisher uses, for faults that no broker produces on demand. */
class FakeKafka {
  readonly sent: { readonly producer: number; readonly values: string[] }[] = [];
  producers = 0;
  overlapping = 0;
  #sending = 0;
  #answers: Answer[] = [];

  /** Answers of the next sends, in order; after them everything is acknowledged. */
  answers(...answers: Answer[]): void {
    this.#answers = answers;
  }

  asKafka(): Kafka {
    return {
      admin: () => ({
        connect: async () => undefined,
        disconnect: async () => undefined,
        fetchTopicMetadata: async ({ topics }: { topics: string[] }) => ({
          topics: topics.map((name) => ({ name, partitions: Array.from({ length: 3 }, (_, partitionId) => ({ partitionId })) })),
        }),
      }),
      producer: () => {
        this.producers += 1;
        const producer = this.producers;
        return {
          connect: async () => undefined,
          disconnect: async () => undefined,
          sendBatch: async (batch: ProducerBatch) => {
            this.#sending += 1;
            this.overlapping = Math.max(this.overlapping, this.#sending);
            this.sent.push({ producer, values: values(batch) });
            await Promise.resolve();
            this.#sending -= 1;
            const answer = (this.#answers.shift() ?? acknowledged)(batch);
            if (answer instanceof Error) {
              throw answer;
            }
            return answer;
          },
        };
      },
    } as unknown as Kafka;
  }
}

function values({ topicMessages = [] }: ProducerBatch): string[] {
  return topicMessages.flatMap(({ messages }) => messages.map(({ value }) => String(value)));
}

const acknowledged: (batch: ProducerBatch) => RecordMetadata[] = ({ topicMessages = [] }) =>
  topicMessages.flatMap(({ topic: topicName, messages }) =>
    [...new Set(messages.map(({ partition = 0 }) => partition))].map((partition) => ({
      topicName,
      partition,
      errorCode: 0,
      baseOffset: '10',
    })),
  );

const failed = (type: string) => () => Object.assign(new Error(type), { type });

describe('a publisher in trouble', () => {
  let kafka: FakeKafka;
  beforeEach(() => {
    kafka = new FakeKafka();
  });

  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const aPublisher = (options: Partial<PublisherOptions> = {}) =>
    new Publisher({ kafka: kafka.asKafka(), logger: quiet, name: 'test', ...options });
  const record = (value: string, partition = 0, topic = 't') => ({ topic, partition, key: null, value: Buffer.from(value) });

  it('sends again, with a new producer, the partitions that kafkajs resolved without writing them', async () => {
    kafka.answers((batch) => acknowledged(batch).filter(({ partition }) => partition === 0));
    const publisher = aPublisher();

    const outcome = await Promise.allSettled([publisher.publish(record('a', 0)), publisher.publish(record('b', 1))]);

    expect(outcome.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(kafka.sent).toEqual([
      { producer: 1, values: ['a', 'b'] },
      { producer: 2, values: ['b'] },
    ]);
  });

  it('believes no acknowledgement without an offset', async () => {
    kafka.answers((batch) => acknowledged(batch).map((metadata) => ({ ...metadata, baseOffset: '-1' })));

    const [outcome] = await Promise.allSettled([aPublisher().publish(record('a'))]);

    expect(outcome).toMatchObject({ status: 'fulfilled', value: { offset: 10n } });
    expect(kafka.sent).toHaveLength(2);
  });

  it('never uses a producer again that failed: its sequence may be taken', async () => {
    kafka.answers(failed('REQUEST_TIMED_OUT'), failed('KafkaJSNumberOfRetriesExceeded'));

    const [outcome] = await Promise.allSettled([aPublisher().publish(record('a'))]);

    expect(outcome?.status).toBe('fulfilled');
    expect(kafka.sent.map(({ producer }) => producer)).toEqual([1, 2, 3]);
  });

  it('lets no record overtake one that is being sent again', async () => {
    const begun = Promise.withResolvers<void>();
    kafka.answers(() => {
      begun.resolve();
      return failed('NOT_LEADER_FOR_PARTITION')();
    });
    const publisher = aPublisher();

    const first = publisher.publish(record('a'));
    await begun.promise;
    await Promise.allSettled([first, publisher.publish(record('b'))]);

    expect(kafka.sent.map((send) => send.values)).toEqual([['a'], ['a'], ['b']]);
    expect(kafka.overlapping).toBe(1);
  });

  it('lets a patient record travel with the next one, or alone when none comes', async () => {
    const publisher = aPublisher();

    const first = publisher.publish(record('patient'), { patient: true });
    const second = publisher.publish(record('urgent'));
    await Promise.all([first, second]);
    await publisher.publish(record('alone'), { patient: true });

    expect(kafka.sent.map((send) => send.values)).toEqual([['patient', 'urgent'], ['alone']]);
  });

  it('lets a lane wait for one batch at most, however much of another waits', async () => {
    const publisher = aPublisher({ maxBatchRecords: 3 });

    const flood = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((value) => publisher.publish(record(value), { lane: 'loud' }));
    const one = publisher.publish(record('one'), { lane: 'quiet' });
    await Promise.all([...flood, one]);

    expect(kafka.sent.map((send) => send.values)).toEqual([
      ['a', 'one', 'b'],
      ['c', 'd', 'e'],
      ['f', 'g'],
    ]);
  });

  it('sends a patient record when it is stopped', async () => {
    const publisher = aPublisher();

    const [outcome] = await Promise.allSettled([publisher.publish(record('a'), { patient: true }), publisher.stop()] as const);

    expect(outcome.status).toBe('fulfilled');
  });

  it('finds the one record that the broker refuses and publishes the others', async () => {
    const refuseBad: Answer = (batch) => (values(batch).includes('bad') ? failed('MESSAGE_TOO_LARGE')() : acknowledged(batch));
    kafka.answers(...Array<Answer>(20).fill(refuseBad));
    const publisher = aPublisher();

    const outcome = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map((value) => publisher.publish(record(value))));

    expect(outcome.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(outcome[2]).toMatchObject({ reason: { code: 'record-too-large' } });
  });

  it('believes a refusal of a lone record only when it is repeated: a broker in trouble refuses what is good', async () => {
    kafka.answers(failed('INVALID_RECORD'), failed('MESSAGE_TOO_LARGE'));

    const [outcome] = await Promise.allSettled([aPublisher().publish(record('a'))]);

    expect(outcome?.status).toBe('fulfilled');
    expect(kafka.sent).toHaveLength(3);
  });

  it('sends nothing again whose caller no longer speaks for it, and all the others', async () => {
    const lost = new AbortController();
    kafka.answers(() => {
      lost.abort();
      return failed('REQUEST_TIMED_OUT')();
    });
    const publisher = aPublisher();

    const outcome = await Promise.allSettled([
      publisher.publish(record('a'), { signal: lost.signal }),
      publisher.publish(record('b')),
    ]);

    expect(outcome[0]).toMatchObject({ status: 'rejected', reason: { code: 'fenced' } });
    expect(outcome[1]?.status).toBe('fulfilled');
    expect(kafka.sent.map((send) => send.values)).toEqual([['a', 'b'], ['b']]);
  });

  it('gives a record up at its time, and says that nobody knows whether it was written', async () => {
    kafka.answers(...Array<Answer>(100).fill(failed('KafkaJSConnectionError')));

    const [outcome] = await Promise.allSettled([aPublisher({ deliveryTimeoutMs: 0 }).publish(record('a'))]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'not-acknowledged', disposition: 'halt' } });
  });

  it('publishes nothing while the fence is closed', async () => {
    const fence = new Fence();

    const [outcome] = await Promise.allSettled([aPublisher({ fence }).publish(record('a'))]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'fenced' } });
    expect(kafka.sent).toEqual([]);
  });

  it('sends nothing again once the fence has fallen', async () => {
    const fence = new Fence();
    fence.beat();
    kafka.answers(() => {
      fence.lapse();
      return failed('REQUEST_TIMED_OUT')();
    });

    const [outcome] = await Promise.allSettled([aPublisher({ fence }).publish(record('a'))]);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'fenced' } });
    expect(kafka.sent).toHaveLength(1);
  });

  it('refuses more than it may hold, instead of filling the memory in an outage', async () => {
    kafka.answers(...Array<Answer>(100).fill(failed('KafkaJSConnectionError')));
    const publisher = aPublisher({ maxQueuedBytes: 1_000, deliveryTimeoutMs: 300 });

    const outcome = await Promise.allSettled(Array.from({ length: 10 }, () => publisher.publish(record('x'.repeat(100)))));

    const codes = outcome.map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'fulfilled',
    );
    expect(codes.slice(0, 4)).toEqual(Array(4).fill('not-acknowledged'));
    expect(codes.slice(4)).toEqual(Array(6).fill('queue-full'));
  });

  it('fails what is left when it is stopped, and takes nothing more', async () => {
    kafka.answers(...Array<Answer>(100).fill(failed('KafkaJSConnectionError')));
    const publisher = aPublisher();
    const left = publisher.publish(record('a'));

    const [outcome] = await Promise.allSettled([left, publisher.stop(50)] as const);

    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'not-acknowledged' } });
    await expect(publisher.publish(record('b'))).rejects.toMatchObject({ code: 'stopped' });
  });
});
