import { setTimeout as after } from 'node:timers/promises';
import type { OutsideVendor } from '../../test/support/outside-vendor.ts';
import type { Seeded } from './seeded.ts';

const MATRICULES = ['1980010112302', '1992113004546', '1985072015662', '1970090911863', '2001051723383', '1948062231127'];
/** One check in so many is asked twice under the same id, and one in so many a second time with another question. */
const ONE_REPEAT_IN = 12;
const ONE_CONFLICT_IN = 40;
const SOON_MS = 3000;

/** What a vendor asks. */
interface Asking {
  readonly id: string;
  readonly pharmacy: string;
  readonly matricule: string;
}

/** A vendor that asks at a steady rate, sometimes twice, and remembers what Kafka acknowledged. */
export class SteadyLoad {
  readonly #vendor: OutsideVendor;
  readonly #pharmacies: readonly string[];
  readonly #random: Seeded;
  readonly #acknowledged = new Set<string>();
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(vendor: OutsideVendor, pharmacies: readonly string[], random: Seeded) {
    this.#vendor = vendor;
    this.#pharmacies = pharmacies;
    this.#random = random;
  }

  /** One check of each pharmacy, with time to spare, and its answer awaited. */
  async askEachPharmacyOnce(): Promise<void> {
    const asked = this.#pharmacies.map((pharmacy) => ({ ...this.#next(), pharmacy }));
    await Promise.all(asked.map((asking) => this.#ask(asking, 30_000)));
    await Promise.all(asked.map(({ id }) => this.#vendor.answer(id)));
  }

  start(checksPerSecond: number): void {
    this.#running = this.#keepAsking(1000 / checksPerSecond);
  }

  /** Stops asking; resolves with the ids of all requests that Kafka acknowledged. */
  async stop(): Promise<readonly string[]> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#sending);
    return [...this.#acknowledged];
  }

  /** An open loop: a slow answer must not slow the asking, or the load would excuse what it should show. */
  async #keepAsking(everyMs: number): Promise<void> {
    for (let due = performance.now(), count = 1; !this.#stop.signal.aborted; due += everyMs, count += 1) {
      await after(Math.max(0, due - performance.now()));
      const asking = this.#next();
      this.#send(asking);
      if (count % ONE_REPEAT_IN === 0) {
        this.#sendSoon(asking);
      }
      if (count % ONE_CONFLICT_IN === 0) {
        this.#sendSoon({ ...asking, matricule: MATRICULES.find((other) => other !== asking.matricule) ?? '' });
      }
    }
  }

  #next(): Asking {
    return {
      id: crypto.randomUUID(),
      pharmacy: this.#random.pick(this.#pharmacies),
      matricule: this.#random.pick(MATRICULES),
    };
  }

  /** While the first is still under way, or some time after its answer. */
  #sendSoon(asking: Asking): void {
    const delayMs = this.#random.between(0, SOON_MS);
    this.#track(after(delayMs).then(() => this.#acknowledgedOrNot(asking)));
  }

  #send(asking: Asking): void {
    this.#track(this.#acknowledgedOrNot(asking));
  }

  #track(work: Promise<void>): void {
    const sending = work.finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  async #acknowledgedOrNot(asking: Asking): Promise<void> {
    try {
      await this.#ask(asking, 3000);
      this.#acknowledged.add(asking.id);
    } catch {
      // Kafka did not acknowledge it: nothing was promised.
    }
  }

  async #ask({ id, pharmacy, matricule }: Asking, timeoutMs: number): Promise<void> {
    const user = { id: 'u-1', role: 'pharmacist' };
    const question = { check: 'affiliation', pharmacy, user, timeoutMs, affiliation: { matricule } };
    await this.#vendor.ask(question, { id, key: pharmacy });
  }
}
