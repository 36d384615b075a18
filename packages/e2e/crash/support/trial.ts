import { setTimeout as after } from 'node:timers/promises';
import { type ServiceHandle, type Stack, type StackOptions, startInfrastructure, startStack } from '@officine/devstack';
import {
  type Disturbance,
  type Expectations,
  type History,
  historyOf,
  judge,
  KafkaProxy,
  readTopic,
  type Violation,
} from '@officine/e2e';
import { Kafka, logLevel } from 'kafkajs';
import { OutsideVendor } from '../../test/support/outside-vendor.ts';
import { PlatformControl } from '../../test/support/platform-control.ts';
import { type Clients, crashDirectory, PHARMACIES } from './directory.ts';
import { type Seeded, seeded } from './seeded.ts';
import { SteadyLoad } from './steady-load.ts';

const CHECKS_PER_SECOND = 20;
/** Longer than a check that failed repeatedly rests before it is asked again (2 min). */
const PATIENCE_MS = 180_000;
const READ_AGAIN_MS = 1_000;
/** What is tried is us, not a limit of the platform; and a re-check is due soon enough to be waited for. */
const SETTINGS = {
  MYSECU_RATE_PER_SECOND: '200',
  MYSECU_CONCURRENCY: '200',
  MYSECU_CONNECT_TIMEOUT_MS: '1000',
  MYSECU_READ_TIMEOUT_MS: '5000',
};

/** How a trial is set up beside its stack. */
export interface TrialOptions extends StackOptions {
  /** The vendors and their pharmacies; the first is asked for from the start. */
  readonly clients?: Clients;
  /** Services reach Kafka through `trial.proxy`. */
  readonly proxied?: boolean;
}

/** What the topics say of a vendor's checks. */
export interface Verdict {
  readonly asked: number;
  readonly violations: readonly Violation[];
  /** Requests that were asked once and answered more than once: copies that nobody asked for. */
  readonly doubled: readonly string[];
  /** From a request's append to its first result, ms, of requests appended between two instants. */
  latenciesMs(from: number, to: number): readonly number[];
}

/** A stack under load to which things happen, and whose topics are judged afterwards. */
export class Trial {
  readonly stack: Stack;
  readonly random: Seeded;
  readonly #clients: Clients;
  readonly #proxy: KafkaProxy | undefined;
  readonly #loads = new Map<string, { readonly vendor: OutsideVendor; readonly load: SteadyLoad }>();
  readonly #disturbances: Disturbance[] = [];
  readonly #undo: readonly (() => Promise<void>)[];

  private constructor(parts: {
    readonly stack: Stack;
    readonly clients: Clients;
    readonly proxy: KafkaProxy | undefined;
    readonly random: Seeded;
    readonly undo: readonly (() => Promise<void>)[];
  }) {
    this.stack = parts.stack;
    this.random = parts.random;
    this.#clients = parts.clients;
    this.#proxy = parts.proxy;
    this.#undo = parts.undo;
  }

  /** Three replicas of verification and two of auth-token unless told otherwise, with 20 checks a second from now on. */
  static async start(what: string, { clients = { acme: PHARMACIES }, proxied, ...options }: TrialOptions = {}): Promise<Trial> {
    const random = seeded(what);
    const undo: (() => Promise<void>)[] = [];
    try {
      const infrastructure = await startInfrastructure({ kafkaNodes: options.kafkaNodes ?? 1 });
      undo.unshift(() => infrastructure.stop());
      const proxy = proxied === true ? await KafkaProxy.start(infrastructure.kafkaBrokers) : undefined;
      undo.unshift(async () => proxy?.stop());
      const stack = await startStack({
        infrastructure,
        directoryFile: crashDirectory(clients),
        services: ['verification', 'auth-token'],
        replicas: { verification: 3, 'auth-token': 2 },
        ...options,
        settings: { ...SETTINGS, ...options.settings, ...(proxy && { KAFKA_BROKERS: proxy.brokers }) },
      });
      undo.unshift(() => stack.stop());
      const trial = new Trial({ stack, clients, proxy, random, undo });
      undo.unshift(() => trial.#stopLoads());
      await trial.askFor(Object.keys(clients)[0] ?? '');
      return trial;
    } catch (error) {
      await undoAll(undo);
      throw error;
    }
  }

  get proxy(): KafkaProxy {
    if (this.#proxy === undefined) {
      throw new Error('this trial has no proxy');
    }
    return this.#proxy;
  }

  get platform(): PlatformControl {
    return new PlatformControl(this.stack.simulator.controlUrl);
  }

  /** The direct way to Kafka, past any proxy. */
  get kafka(): Kafka {
    return new Kafka({ clientId: 'trial', brokers: this.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
  }

  /** Another vendor asks from now on, with its pharmacies' first tokens in place: to get them is no part of what is tried. */
  async askFor(vendor: string, pharmacies = this.#clients[vendor] ?? [], checksPerSecond = CHECKS_PER_SECOND): Promise<void> {
    const outside = await OutsideVendor.connect(this.stack.kafkaBrokers, vendor);
    const load = new SteadyLoad(outside, pharmacies, this.random);
    this.#loads.set(vendor, { vendor: outside, load });
    await load.askEachPharmacyOnce();
    load.start(checksPerSecond);
  }

  /** Lets something happen; its time is when answers may be late. */
  async disturb(happening: () => Promise<void>): Promise<void> {
    const from = Date.now();
    await happening();
    this.#disturbances.push({ from, to: Date.now() });
    process.stderr.write(`disturbed ${new Date(from).toISOString()} to ${new Date().toISOString()}\n`);
  }

  /** Any replica of any service. */
  anyReplica(): ServiceHandle {
    return this.random.pick(this.stack.serviceHandles());
  }

  /** Every replica of a service. */
  replicasOf(service: string): readonly ServiceHandle[] {
    return this.stack.serviceHandles().filter(({ name }) => name.startsWith(service));
  }

  /** Ends the load and waits until every acknowledged request has its result, then reads the topics and judges them. */
  async verdict(expectations: Expectations & { readonly vendor?: string; readonly patienceMs?: number } = {}): Promise<Verdict> {
    const { vendor: name = Object.keys(this.#clients)[0] ?? '', patienceMs = PATIENCE_MS, ...expected } = expectations;
    const asking = this.#loads.get(name);
    const acknowledged = (await asking?.load.stop()) ?? [];
    const isEnd = ({ type }: { type: string }) => expected.settled !== true || !type.includes('degraded');
    const patience = performance.now() + patienceMs;
    // Missing results are the judge's to name; waiting for ever would name nothing.
    const results = Promise.all(acknowledged.map((id) => asking?.vendor.result(id, isEnd)));
    await Promise.race([results, after(patienceMs, undefined, { ref: false })]);

    const { history, violations } = await this.#judged(name, acknowledged, expected, patience);
    return {
      asked: history.requests.length,
      violations,
      doubled: doubledIn(history),
      latenciesMs: (from, to) =>
        history.requests
          .filter(({ record: { timestamp } }) => timestamp >= from && timestamp < to)
          .map(({ id, record: { timestamp: asked } }) => {
            const results = history.resultsOf.get(id) ?? [];
            const first = results.find(({ record }) => record.timestamp >= asked);
            return (first?.record.timestamp ?? Number.POSITIVE_INFINITY) - asked;
          }),
    };
  }

  /** Topics only grow, so what is broken stays so. What is merely missing may be on its way: who asked last was asked a moment ago. */
  async #judged(
    vendor: string,
    acknowledged: readonly string[],
    expected: Expectations,
    patience: number,
  ): Promise<{ readonly history: History; readonly violations: readonly Violation[] }> {
    for (;;) {
      const [requests, answers] = await Promise.all(
        ['requests', 'results'].map((kind) => readTopic(this.kafka, `officine.vendor.${vendor}.${kind}.v1`)),
      );
      const history = historyOf(requests ?? [], answers ?? []);
      const violations = [...missingFrom(history, acknowledged), ...judge(history, this.#disturbances, expected)];
      if (violations.length === 0 || performance.now() > patience) {
        return { history, violations };
      }
      await after(READ_AGAIN_MS);
    }
  }

  async end(): Promise<void> {
    await undoAll(this.#undo);
  }

  async #stopLoads(): Promise<void> {
    for (const { vendor, load } of this.#loads.values()) {
      await load.stop();
      await vendor.close();
    }
  }
}

/** What Kafka acknowledged stands in the topic: else it is Kafka that the trial has broken, and all else says nothing. */
function missingFrom({ requests }: History, acknowledged: readonly string[]): readonly Violation[] {
  const kept = new Set(requests.map(({ id }) => id));
  return acknowledged
    .filter((id) => !kept.has(id))
    .map((requestId) => ({ promise: 'an acknowledged request is in its topic', requestId, what: 'it is not' }));
}

function doubledIn({ requests, resultsOf }: History): readonly string[] {
  const askings = Map.groupBy(requests, ({ id }) => id);
  return [...askings].flatMap(([id, { length }]) => {
    const answers = (resultsOf.get(id) ?? []).filter(({ outcome }) => outcome === 'answered');
    return length === 1 && answers.length > 1 ? [id] : [];
  });
}

async function undoAll(undo: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of undo) {
    await step();
  }
}
