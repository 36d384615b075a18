import { setTimeout as after } from 'node:timers/promises';
import type { Seeded } from '../../crash/support/seeded.ts';
import type { AskedRequest, Ledger } from './ledger.ts';
import { anyQuestion } from './questions.ts';

/** Who asks what how often. */
export interface Asking {
  readonly vendor: string;
  readonly pharmacies: readonly string[];
  readonly checksPerSecond: number;
  /** One of these each time. */
  readonly timeoutsMs: readonly number[];
}

/** Asks at a steady rate, whatever comes back: a slow answer must not slow the asking, or the load would excuse what it should show. */
export class SteadyAsking {
  readonly #ledger: Ledger;
  readonly #random: Seeded;
  readonly #sending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #asked: AskedRequest[] = [];
  readonly #running: Promise<void>;

  constructor(ledger: Ledger, random: Seeded, asking: Asking) {
    this.#ledger = ledger;
    this.#random = random;
    this.#running = this.#ask(asking);
  }

  /** Stops; resolves with all that Kafka acknowledged. */
  async stop(): Promise<readonly AskedRequest[]> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#sending);
    return this.#asked;
  }

  async #ask(asking: Asking): Promise<void> {
    const everyMs = 1_000 / asking.checksPerSecond;
    for (let due = performance.now(); !this.#stop.signal.aborted; due += everyMs) {
      await after(Math.max(0, due - performance.now()));
      const sending = this.#send(asking).finally(() => this.#sending.delete(sending));
      this.#sending.add(sending);
    }
  }

  async #send({ vendor, pharmacies, timeoutsMs }: Asking): Promise<void> {
    const [pharmacy, timeoutMs] = [this.#random.pick(pharmacies), this.#random.pick(timeoutsMs)];
    try {
      this.#asked.push(await this.#ledger.ask({ vendor, pharmacy, timeoutMs, question: anyQuestion(this.#random) }));
    } catch {
      // Kafka did not acknowledge it: nothing was promised.
    }
  }
}
