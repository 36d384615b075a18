import { setTimeout as after } from 'node:timers/promises';
import type { OutsideVendor, SeenResult } from '../../test/support/outside-vendor.ts';

const MATRICULES = ['1980010112302', '1992113004546', '1985072015662', '1970090911863', '2001051723383', '1948062231127'];

/** One request of a load. Times are epoch milliseconds. */
export interface Asked {
  readonly id: string;
  readonly pharmacy: string;
  readonly sentAtMs: number;
}

/** How a load asks. */
export interface LoadOptions {
  readonly vendor: OutsideVendor;
  readonly pharmacies: readonly string[];
  readonly perSecond: number;
  readonly timeoutMs: number;
}

/** Asks at a steady rate, an open loop: a slow answer must not slow the asking. */
export class Load {
  readonly #options: LoadOptions;
  readonly #asked: Asked[] = [];
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** One check of each pharmacy, with its answer awaited: opening keys and first tokens are no part of a trial. */
  async warmUp(): Promise<readonly SeenResult[]> {
    const { vendor, pharmacies } = this.#options;
    const asked = await Promise.all(pharmacies.map((pharmacy) => vendor.ask(question(pharmacy, 0, 30_000), { key: pharmacy })));
    return await Promise.all(asked.map(({ id }) => vendor.result(id, ({ type }) => type.endsWith('.answered.v1'))));
  }

  start(): this {
    this.#running = this.#run(1_000 / this.#options.perSecond);
    return this;
  }

  /** Stops asking; resolves with everything that Kafka acknowledged. */
  async stop(): Promise<readonly Asked[]> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#sending);
    return this.#asked;
  }

  async #run(everyMs: number): Promise<void> {
    for (let due = performance.now(); !this.#stop.signal.aborted; due += everyMs) {
      await after(Math.max(0, due - performance.now()));
      const sending = this.#send().finally(() => this.#sending.delete(sending));
      this.#sending.add(sending);
    }
  }

  async #send(): Promise<void> {
    const { vendor, pharmacies, timeoutMs } = this.#options;
    this.#count += 1;
    const pharmacy = pharmacies[this.#count % pharmacies.length] ?? '';
    const sentAtMs = Date.now();
    const { id } = await vendor.ask(question(pharmacy, this.#count, timeoutMs), { key: pharmacy });
    this.#asked.push({ id, pharmacy, sentAtMs });
  }
}

/** A check of somebody of the register. */
export function question(pharmacy: string, number: number, timeoutMs: number, user = 'u-1') {
  return {
    check: 'affiliation',
    pharmacy,
    user: { id: user, role: 'pharmacist' },
    timeoutMs,
    affiliation: { matricule: MATRICULES[number % MATRICULES.length] },
  };
}

/** The first result of each request, once all are there. */
export async function firstResults(vendor: OutsideVendor, asked: readonly Asked[]): Promise<readonly SeenResult[]> {
  return await Promise.all(asked.map(({ id }) => vendor.result(id)));
}
