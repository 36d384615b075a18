import { readFileSync } from 'node:fs';
import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { openCallers } from './callers.ts';
import { createHttpsClient } from './https-client.ts';
import { createNaiveExchange, type NaiveExchange } from './soap-exchange.ts';
import type { NaiveReady, NaiveTask } from './task.ts';

// The baseline: what a vendor writes in a day with kafkajs, soap and xml-crypto. No budget, no deferral, no audit, no deduplication, no
// permits, no spans. Records of a fetch run side by side, as one at a time would answer 2.5 checks a second.
process.on('message', (task: NaiveTask) => void start(task));
process.on('disconnect', () => process.exit(0));

async function start(task: NaiveTask): Promise<void> {
  const exchanges = await openExchanges(task);
  const kafka = new Kafka({ clientId: 'naive', brokers: task.brokers.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId: 'bench-naive', sessionTimeout: 60_000 });
  await Promise.all([producer.connect(), consumer.connect()]);
  await consumer.subscribe({ topic: task.topics.requests, fromBeginning: true });
  consumer.on(consumer.events.GROUP_JOIN, () => process.send?.({ ready: true } satisfies NaiveReady));
  await consumer.run({
    partitionsConsumedConcurrently: 6,
    eachBatch: async ({ batch: { messages, partition } }) => {
      await Promise.all(
        messages.map((message) => answer(message, { partition, exchanges, producer, topic: task.topics.results })),
      );
    },
  });
}

async function openExchanges(task: NaiveTask): Promise<ReadonlyMap<string, NaiveExchange>> {
  const { settings } = task;
  const [ca, signer] = [settings['MYSECU_TLS_CA_FILE'], settings['MYSECU_SIGNER_FILE']].map((file) =>
    readFileSync(file ?? '', 'utf8'),
  );
  const exchanges = new Map<string, NaiveExchange>();
  for (const [pharmacy, caller] of await openCallers(task)) {
    const http = createHttpsClient({ key: caller.key, cert: caller.certificate, ca: ca ?? '' });
    const platform = { endpoint: settings['MYSECU_SERVICE_URL'] ?? '', signer: signer ?? '', http };
    exchanges.set(pharmacy, await createNaiveExchange(platform, caller));
  }
  return exchanges;
}

interface Surroundings {
  readonly partition: number;
  readonly exchanges: ReadonlyMap<string, NaiveExchange>;
  readonly producer: Producer;
  readonly topic: string;
}

/** The fields of a request that the baseline reads. */
interface Question {
  readonly pharmacy: string;
  readonly affiliation: { readonly matricule: string };
}

async function answer({ key, value, headers }: Message, { partition, exchanges, producer, topic }: Surroundings): Promise<void> {
  const question = JSON.parse(String(value)) as Question;
  const ask = exchanges.get(question.pharmacy);
  if (ask === undefined) throw new Error('a pharmacy without a key');
  const state = await ask(question.affiliation.matricule, new Date().toISOString().slice(0, 10));
  const result = {
    partition,
    key: key ?? null,
    value: JSON.stringify({ state }),
    headers: { ce_subject: String(headers?.['ce_id']), ce_type: 'lu.officine.check.answered.v1' },
  };
  await producer.send({ topic, messages: [result] });
}
