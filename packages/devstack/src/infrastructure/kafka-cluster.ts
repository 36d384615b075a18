import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KafkaDistribution, kafkaDistribution } from './kafka-distribution.ts';
import type { KafkaVariant } from './kafka-guard.ts';
import { type KafkaNodeAddress, kafkaProperties } from './kafka-properties.ts';
import { kafkaReady } from './kafka-ready.ts';
import { freePorts } from './ports.ts';
import { type OwnedProcess, startProcess, untilReady } from './processes.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { runToEnd } from './run-to-end.ts';

/** A Kafka of ours. Nodes are counted from 1, as their `node.id`. */
export interface KafkaCluster {
  /** `host:port` of each node. */
  readonly brokers: readonly string[];
  /** `host:port` of each node's second listener; nothing listens there in the usual cluster. */
  readonly sideBrokers: readonly string[];
  readonly nodeIds: readonly number[];
  readonly pids: readonly number[];
  /** Signals a node: SIGKILL is a crash, SIGSTOP a long pause, SIGCONT its end. */
  signal(nodeId: number, signal: NodeJS.Signals): void;
  /** Ends a node in an orderly way and resolves when it has ended. */
  stopNode(nodeId: number): Promise<void>;
  /** Ends a node with SIGKILL and resolves when it has ended. */
  killNode(nodeId: number): Promise<void>;
  /** Starts a node again with its data, its address unchanged; resolves when all that run are registered and one can write. */
  startNode(nodeId: number): Promise<void>;
  stop(): Promise<void>;
}

interface Node extends KafkaNodeAddress {
  readonly folder: string;
  process: OwnedProcess | undefined;
}

const READY_TIMEOUT_MS = 120_000;
// Quick compilation only: it halves what the first seconds of a broker cost, and no development load needs the thorough one.
const JVM = ['-XX:TieredStopAtLevel=1', '-Xms128m', '-Xmx512m', '-XX:+UseSerialGC'];

/** Starts a cluster of `size` nodes on free ports of 127.0.0.1; ready to be written to when this resolves. */
export async function startKafkaCluster(
  size: number,
  run: RunFolder,
  progress: Progress,
  variant?: KafkaVariant,
): Promise<KafkaCluster> {
  const distribution = await kafkaDistribution(progress);
  const ports = await freePorts(size * 3);
  const nodes = Array.from({ length: size }, (_, index): Node => {
    const [brokerPort = 0, controllerPort = 0, sidePort = 0] = ports.slice(index * 3);
    const folder = join(run.temporary, `kafka-${index + 1}`);
    return { id: index + 1, brokerPort, controllerPort, sidePort, folder, process: undefined };
  });
  const cluster = new LocalCluster(nodes, distribution, run, variant);
  try {
    await progress.step(`Start Kafka (${size === 1 ? 'one node' : `${size} nodes`}, port ${cluster.brokers.join(', ')})`, () =>
      cluster.start(),
    );
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

class LocalCluster implements KafkaCluster {
  readonly #nodes: readonly Node[];
  readonly #distribution: KafkaDistribution;
  readonly #run: RunFolder;
  readonly #variant: KafkaVariant | undefined;

  constructor(nodes: readonly Node[], distribution: KafkaDistribution, run: RunFolder, variant: KafkaVariant | undefined) {
    this.#variant = variant;
    this.#nodes = nodes;
    this.#distribution = distribution;
    this.#run = run;
  }

  get brokers(): readonly string[] {
    return this.#nodes.map(({ brokerPort }) => `127.0.0.1:${brokerPort}`);
  }

  get sideBrokers(): readonly string[] {
    return this.#nodes.map(({ sidePort }) => `127.0.0.1:${sidePort}`);
  }

  get nodeIds(): readonly number[] {
    return this.#nodes.map(({ id }) => id);
  }

  get pids(): readonly number[] {
    return this.#nodes.flatMap(({ process }) => (process?.running() ? [process.pid] : []));
  }

  async start(): Promise<void> {
    const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    await Promise.all(this.#nodes.map((node) => this.#format(node, clusterId)));
    for (const node of this.#nodes) {
      this.#spawn(node);
    }
    await this.#ready();
  }

  signal(nodeId: number, signal: NodeJS.Signals): void {
    this.#node(nodeId).process?.signal(signal);
  }

  async stopNode(nodeId: number): Promise<void> {
    await this.#node(nodeId).process?.stop();
  }

  async killNode(nodeId: number): Promise<void> {
    await this.#node(nodeId).process?.stop(0);
  }

  async startNode(nodeId: number): Promise<void> {
    this.#spawn(this.#node(nodeId));
    await this.#ready();
  }

  async stop(): Promise<void> {
    // The data is thrown away: an orderly shutdown would only take the seconds that flushing it needs.
    await Promise.all(this.#nodes.map(({ process }) => process?.stop(0)));
  }

  async #format(node: Node, clusterId: string): Promise<void> {
    mkdirSync(node.folder, { recursive: true });
    const properties = join(node.folder, 'server.properties');
    writeFileSync(properties, kafkaProperties(node, this.#nodes, join(node.folder, 'data'), this.#variant?.properties(node)));
    const { java, classPath } = this.#distribution;
    await runToEnd({
      name: `Formatting Kafka node ${node.id}`,
      command: java,
      args: [
        '-XX:TieredStopAtLevel=1',
        '-cp',
        classPath,
        'kafka.tools.StorageTool',
        'format',
        // One word: an id may begin with a hyphen.
        `--cluster-id=${clusterId}`,
        '-c',
        properties,
        ...(this.#variant?.formatArgs ?? []),
      ],
    });
  }

  #spawn(node: Node): void {
    const { java, classPath } = this.#distribution;
    node.process = startProcess({
      name: `Kafka node ${node.id}`,
      command: java,
      args: [...JVM, '-cp', classPath, 'kafka.Kafka', join(node.folder, 'server.properties')],
      cwd: node.folder,
      logFile: join(this.#run.logs, `kafka-${node.id}.log`),
    });
  }

  async #ready(): Promise<void> {
    const running = this.#nodes.filter(({ process }) => process?.running());
    const brokers = running.map(({ brokerPort }) => `127.0.0.1:${brokerPort}`);
    const ready = (signal: AbortSignal) =>
      kafkaReady({
        brokers,
        nodes: running.length,
        write: true,
        timeoutMs: READY_TIMEOUT_MS,
        signal,
        login: this.#variant?.admin ?? {},
      });
    const [first] = running;
    if (first?.process) {
      await untilReady(first.process, ready);
    }
  }

  #node(nodeId: number): Node {
    const node = this.#nodes.find(({ id }) => id === nodeId);
    if (node === undefined) {
      throw new RangeError(`there is no Kafka node ${nodeId}`);
    }
    return node;
  }
}
