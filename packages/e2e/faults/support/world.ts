import { randomUUID } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { availabilityChanged, encodeEvent, topics } from '@officine/contracts';
import { type Stack, type StackOptions, startStack } from '@officine/devstack';
import { Kafka, logLevel } from 'kafkajs';
import { type Seeded, seeded } from '../../crash/support/seeded.ts';
import { directoryOf, pharmaciesOf, type TrialVendor } from './directory.ts';
import { Ledger } from './ledger.ts';
import { Platform } from './platform.ts';
import { anyQuestion } from './questions.ts';

/** Short, so that trials are short: a re-check is due no earlier than budget and call time-out. */
export const CONNECT_MS = 1_000;
export const READ_MS = 2_000;

/** What a trial is held in. */
export interface WorldOptions extends Omit<StackOptions, 'directoryFile'> {
  readonly what: string;
  readonly vendors: readonly TrialVendor[];
  readonly ratePerSecond: number;
}

/** A stack, the books of its vendors, and the hand on everything that may fail. */
export class World {
  readonly stack: Stack;
  readonly ledger: Ledger;
  readonly platform: Platform;
  /** What decides by chance; each round of a trial has a seed of its own. */
  random: Seeded;
  readonly vendors: readonly TrialVendor[];

  private constructor(stack: Stack, ledger: Ledger, random: Seeded, vendors: readonly TrialVendor[]) {
    this.stack = stack;
    this.ledger = ledger;
    this.random = random;
    this.vendors = vendors;
    this.platform = new Platform(stack.simulator.controlUrl);
  }

  /** Starts everything and waits until each pharmacy was answered once: opening keys and first tokens are no part of a trial. */
  static async start({ what, vendors, ratePerSecond, ...options }: WorldOptions): Promise<World> {
    const random = seeded(what);
    const stack = await startStack({
      kafkaNodes: 1,
      services: ['verification', 'auth-token'],
      replicas: { verification: 2 },
      simulator: { latencyMs: { identity: 20, token: 20, get: { p50: 40, p95: 120 } } },
      ...options,
      directoryFile: directoryOf(vendors),
      settings: {
        MYSECU_CONNECT_TIMEOUT_MS: String(CONNECT_MS),
        MYSECU_READ_TIMEOUT_MS: String(READ_MS),
        MYSECU_RATE_PER_SECOND: String(ratePerSecond),
        ...options.settings,
      },
    });
    try {
      const ledger = await Ledger.open(
        stack.kafkaBrokers,
        vendors.map(({ id }) => id),
      );
      const world = new World(stack, ledger, random, vendors);
      await world.warmUp();
      return world;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  async warmUp(): Promise<void> {
    const asked = await Promise.all(
      this.vendors.flatMap((vendor) =>
        pharmaciesOf(vendor).map((pharmacy) =>
          this.ledger.ask({ vendor: vendor.id, pharmacy, timeoutMs: 30_000, question: anyQuestion(this.random) }),
        ),
      ),
    );
    const open = await this.ledger.untilSettled(
      asked.map(({ id }) => id),
      120_000,
    );
    if (open.length > 0) {
      throw new Error(`${open.length} of ${asked.length} first checks were not answered`);
    }
  }

  /** What the monitor would say when it sees mySecu work again. */
  async sayThatMysecuIsUp(): Promise<void> {
    const data = {
      component: 'service',
      state: 'up',
      since: new Date().toISOString(),
      evidence: { probes: 1, calls: 0 },
      environment: 'custom',
    } as const;
    const { headers, value } = encodeEvent(availabilityChanged, { id: randomUUID(), source: '/faults', data });
    const kafka = new Kafka({ clientId: 'faults', brokers: this.stack.kafkaBrokers.split(','), logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: topics.availability.name, messages: [{ key: 'service', value, headers }] });
    await producer.disconnect();
  }

  /** As an operator who replaces a file by one that is as good: services look at it anew. */
  touchCredentials(pharmacies: readonly string[]): void {
    for (const { id, certificateFile } of this.stack.pharmacies) {
      if (pharmacies.includes(id)) {
        utimesSync(certificateFile, new Date(), new Date());
      }
    }
  }

  async stop(): Promise<void> {
    await this.ledger.close();
    await this.stack.stop();
  }
}

/** Prints progress where whoever waits can see it. */
export function note(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
