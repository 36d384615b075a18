import { behindCable, type Cable } from './cable.ts';
import { type KafkaCluster, startKafkaCluster } from './kafka-cluster.ts';
import { kafkaReady } from './kafka-ready.ts';
import { type LocalMongodb, startMongodb } from './mongodb.ts';
import { mongodbReady } from './mongodb-ready.ts';
import { createProgress, type Progress, Stopped } from './progress.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';

/** Kafka and MongoDB, ours or somebody else's. */
export interface Infrastructure {
  /** `host:port`, several joined by commas: the form of `KAFKA_BROKERS`. */
  readonly kafkaBrokers: string;
  readonly mongodbUri: string;
  /** Our own cluster, whose nodes can be killed; undefined where `KAFKA_BROKERS` names another. */
  readonly kafka: KafkaCluster | undefined;
  /** Our own MongoDB, which can be killed; undefined where `MONGODB_URI` names another. */
  readonly mongodb: LocalMongodb | undefined;
  readonly run: RunFolder;
  /** Ends what was started here and removes its data; what was running before is left alone. */
  stop(): Promise<void>;
}

/** What to start. */
export interface InfrastructureOptions {
  /** Nodes of a Kafka of our own. Given, a cluster is started whatever `KAFKA_BROKERS` says: crash tests kill its nodes. */
  readonly kafkaNodes?: number;
  /** A second way to a Kafka of our own, that can be cut. */
  readonly cable?: Cable;
  readonly progress?: Progress;
  /** Where `KAFKA_BROKERS` and `MONGODB_URI` are read. Default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

const OTHERS_TIMEOUT_MS = 20_000;

/**
 * Starts what `KAFKA_BROKERS` and `MONGODB_URI` do not name; waits until both can be used. Thrown when something needed is missing on
 * this machine: MissingPrerequisite; when a server does not come up: ProcessFailed or Error, after everything has been ended again.
 */
export async function startInfrastructure(options: InfrastructureOptions = {}): Promise<Infrastructure> {
  const { progress = createProgress(), env = process.env } = options;
  const run = createRunFolder();
  const [kafka, mongodb] = await Promise.allSettled([kafkaFor(options, env, run, progress), mongodbFor(env, run, progress)]);
  const stop = async () => {
    const started = [kafka, mongodb].map((result) => (result.status === 'fulfilled' ? result.value.own?.stop() : undefined));
    await Promise.all(started);
    run.remove();
  };
  if (kafka.status === 'rejected' || mongodb.status === 'rejected') {
    await stop();
    throw reasonOf([kafka, mongodb]);
  }
  return {
    kafkaBrokers: kafka.value.address,
    mongodbUri: mongodb.value.address,
    kafka: kafka.value.own,
    mongodb: mongodb.value.own,
    run,
    stop,
  };
}

interface Server<T> {
  readonly address: string;
  readonly own: T | undefined;
}

async function kafkaFor(
  { kafkaNodes, cable }: InfrastructureOptions,
  env: NodeJS.ProcessEnv,
  run: RunFolder,
  progress: Progress,
): Promise<Server<KafkaCluster>> {
  const given = env['KAFKA_BROKERS'];
  if (given !== undefined && given !== '' && kafkaNodes === undefined && cable === undefined) {
    const brokers = given.split(',').map((broker) => broker.trim());
    await progress.step(`Reach Kafka at ${given}`, () =>
      kafkaReady({ brokers, nodes: 1, write: false, timeoutMs: OTHERS_TIMEOUT_MS }),
    );
    return { address: given, own: undefined };
  }
  const own = await startKafkaCluster(kafkaNodes ?? 1, run, progress, cable && behindCable(cable));
  cable?.leadTo(Number(own.sideBrokers[0]?.split(':')[1]));
  return { address: own.brokers.join(','), own };
}

async function mongodbFor(env: NodeJS.ProcessEnv, run: RunFolder, progress: Progress): Promise<Server<LocalMongodb>> {
  const given = env['MONGODB_URI'];
  if (given !== undefined && given !== '') {
    await progress.step('Reach MongoDB at MONGODB_URI', () =>
      mongodbReady({ uri: given, initiateReplicaSet: false, timeoutMs: OTHERS_TIMEOUT_MS }),
    );
    return { address: given, own: undefined };
  }
  const own = await startMongodb(run, progress);
  return { address: own.uri, own };
}

function reasonOf(results: readonly PromiseSettledResult<unknown>[]): Error {
  const stopped = results.find((result) => result.status === 'rejected' && result.reason instanceof Stopped);
  if (stopped !== undefined) return new Stopped('stopped');
  const messages = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason instanceof Error ? result.reason.message : String(result.reason)] : [],
  );
  return new Error(messages.join('\n'));
}
