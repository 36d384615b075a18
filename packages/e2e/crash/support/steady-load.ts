import { setTimeout as after } from 'node:timers/promises';
import type { OutsideVendor } from '../../test/support/outside-vendor.ts';
import { PHARMACIES } from './directory.ts';
import type { Seeded } from './seeded.ts';

const MATRICULES = ['1980010112302', '1992113004546', '1985072015662', '1970090911863', '2001051723383', '1948062231127'];

/** A vendor that asks at a steady rate and remembers what Kafka acknowledged. */
export class SteadyLoad {
  readonly #vendor: OutsideVendor;
  readonly #random: Seeded;
  readonly #acknowledged: string[] = [];
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(vendor: OutsideVendor, random: Seeded) {
    this.#vendor = vendor;
    this.#random = random;
  }

  /** One check of each pharmacy, with time to spare, and its answer awaited. */
  async askEachPharmacyOnce(): Promise<void> {
    const asked = await Promise.all(
      PHARMACIES.map((pharmacy) => this.#vendor.ask(this.#question(pharmacy, 30_000), { key: pharmacy })),
    );
    await Promise.all(asked.map(({ id }) => this.#vendor.answer(id)));
  }

  start(checksPerSecond: number): void {
    this.#running = this.#ask(1000 / checksPerSecond);
  }

  /** Stops asking; resolves with the ids of all requests that Kafka acknowledged. */
  async stop(): Promise<readonly string[]> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#sending);
    return this.#acknowledged;
  }

  /** An open loop: a slow answer must not slow the asking, or the load would excuse what it should show. */
  async #ask(everyMs: number): Promise<void> {
    for (let due = performance.now(); !this.#stop.signal.aborted; due += everyMs) {
      await after(Math.max(0, due - performance.now()));
      const sending = this.#send().finally(() => this.#sending.delete(sending));
      this.#sending.add(sending);
    }
  }

  async #send(): Promise<void> {
    const pharmacy = this.#random.pick(PHARMACIES);
    try {
      const { id } = await this.#vendor.ask(this.#question(pharmacy, 3000), { key: pharmacy });
      this.#acknowledged.push(id);
    } catch {
      // Kafka did not acknowledge it: nothing was promised.
    }
  }

  #question(pharmacy: string, timeoutMs: number) {
    return {
      check: 'affiliation',
      pharmacy,
      user: { id: 'u-1', role: 'pharmacist' },
      timeoutMs,
      affiliation: { matricule: this.#random.pick(MATRICULES) },
    };
  }
}
