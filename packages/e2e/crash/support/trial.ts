import { type ServiceHandle, type Stack, type StackOptions, startStack } from '@officine/devstack';
import { type Disturbance, historyOf, judge, readTopic, type Violation } from '@officine/e2e';
import { Kafka, logLevel } from 'kafkajs';
import { OutsideVendor } from '../../test/support/outside-vendor.ts';
import { crashDirectory } from './directory.ts';
import { type Seeded, seeded } from './seeded.ts';
import { SteadyLoad } from './steady-load.ts';

const CHECKS_PER_SECOND = 20;

/** A stack under load to which things happen, and whose topics are judged afterwards. */
export class Trial {
  readonly stack: Stack;
  readonly random: Seeded;
  readonly #vendor: OutsideVendor;
  readonly #load: SteadyLoad;
  readonly #disturbances: Disturbance[] = [];

  private constructor(stack: Stack, vendor: OutsideVendor, random: Seeded) {
    this.stack = stack;
    this.random = random;
    this.#vendor = vendor;
    this.#load = new SteadyLoad(vendor, random);
  }

  /** Three replicas of verification and two of auth-token unless told otherwise, with 20 checks a second from now on. */
  static async start(what: string, options: StackOptions = {}): Promise<Trial> {
    const random = seeded(what);
    const stack = await startStack({
      kafkaNodes: 1,
      directoryFile: crashDirectory(),
      services: ['verification', 'auth-token'],
      replicas: { verification: 3, 'auth-token': 2 },
      ...options,
    });
    try {
      const vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
      const trial = new Trial(stack, vendor, random);
      // Opening a key and getting a first token are no part of what is tried here.
      await trial.#load.askEachPharmacyOnce();
      trial.#load.start(CHECKS_PER_SECOND);
      return trial;
    } catch (error) {
      await stack.stop();
      throw error;
    }
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
  async verdict(): Promise<{ readonly asked: number; readonly violations: readonly Violation[] }> {
    const acknowledged = await this.#load.stop();
    const results = Promise.all(acknowledged.map((id) => this.#vendor.result(id)));
    const patience = AbortSignal.timeout(60_000);
    // Missing results are the judge's to name; waiting for ever would name nothing.
    await Promise.race([results, new Promise((resolve) => patience.addEventListener('abort', resolve))]);

    const kafka = new Kafka({ clientId: 'judge', brokers: this.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
    const [requests, answers] = await Promise.all([
      readTopic(kafka, `officine.vendor.${this.stack.vendor}.requests.v1`),
      readTopic(kafka, `officine.vendor.${this.stack.vendor}.results.v1`),
    ]);
    const history = historyOf(requests, answers);
    return { asked: history.requests.length, violations: judge(history, this.#disturbances) };
  }

  async end(): Promise<void> {
    await this.#load.stop();
    await this.#vendor.close();
    await this.stack.stop();
  }
}
