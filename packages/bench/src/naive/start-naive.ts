import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OwnedProcess, type Stack, startNode } from '@officine/devstack';
import { Kafka, logLevel } from 'kafkajs';
import type { VendorTopics } from '../touch/vendor.ts';
import type { NaiveTask } from './task.ts';

const PARTITIONS = 6;
const TOPICS: VendorTopics = { requests: 'bench.naive.requests', results: 'bench.naive.results' };

/** The baseline, running on topics of its own. */
export interface RunningNaive {
  readonly topics: VendorTopics;
  readonly process: OwnedProcess;
}

/** Makes the baseline's topics and starts its process on a stack's Kafka and simulator. Thrown when it ends before it reads: Error. */
export async function startNaive(stack: Stack): Promise<RunningNaive> {
  const admin = new Kafka({ clientId: 'bench', brokers: stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: Object.values(TOPICS).map((topic: string) => ({ topic, numPartitions: PARTITIONS })) });
  await admin.disconnect();
  const reads = Promise.withResolvers<void>();
  const child = startNode({
    name: 'the baseline',
    script: fileURLToPath(new URL('./consumer-process.ts', import.meta.url)),
    logFile: join(stack.logsFolder, 'naive.log'),
    onMessage: () => reads.resolve(),
  });
  const { kafkaBrokers: brokers, settings, pharmacies } = stack;
  child.send({ brokers, topics: TOPICS, settings, pharmacies } satisfies NaiveTask);
  const ended = child.ended.then(() => {
    throw new Error(`the baseline ended before it read\n${child.tail()}`);
  });
  await Promise.race([reads.promise, ended]);
  return { topics: TOPICS, process: child };
}
