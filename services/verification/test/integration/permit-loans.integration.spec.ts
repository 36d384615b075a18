import { topics } from '@officine/contracts';
import { Publisher } from '@officine/kafka';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PermitLoans } from '../../src/outbound/permit-loans.ts';
import { systemClock as clock } from '../../src/outbound/system-clock.ts';
import { BROKERS, LiveKafka, logger } from '../support/live-kafka.ts';

const PLATFORM = { ratePerSecond: 100, concurrency: 50 };
const OF_ALL = PLATFORM.ratePerSecond * 0.9;

/** A replica that owns `slots` and would make `wanted` calls a second. */
class Replica {
  wanted = 0;
  fresh: number | undefined;
  toAskAgain = 0;
  isFenced = false;
  readonly loans: PermitLoans;
  readonly #publisher: Publisher;

  constructor({ kafka }: LiveKafka, slots: readonly number[]) {
    this.#publisher = new Publisher({ kafka, logger, name: 'loans' });
    this.loans = new PermitLoans({
      ...{ kafka, publisher: this.#publisher, logger, clock, platform: PLATFORM },
      slots: { counted: () => (this.isFenced ? [] : [...slots]), isFenced: () => this.isFenced },
      wanted: () => ({ perSecond: this.wanted, freshInBusiestSecond: this.fresh ?? this.wanted }),
      toAskAgain: () => this.toAskAgain,
    });
    this.loans.start();
  }

  get rate(): number {
    return this.loans.share().ratePerSecond;
  }

  async stop(): Promise<void> {
    await this.loans.stop();
    await this.#publisher.stop();
  }
}

describe.skipIf(BROKERS.length === 0)('permits on a real broker', () => {
  const slots = Array.from({ length: Number(topics.permits.partitions) }, (_, slot) => slot);
  let kafka: LiveKafka;
  let busy: Replica;
  let idle: Replica;
  /** The most that both might use together, looked at all the time. */
  let mostTogether = 0;
  let watch: NodeJS.Timeout;

  beforeAll(async () => {
    kafka = new LiveKafka();
    await kafka.start();
    busy = new Replica(kafka, slots.slice(0, 12));
    idle = new Replica(kafka, slots.slice(12));
    watch = setInterval(() => {
      mostTogether = Math.max(mostTogether, busy.rate + idle.rate);
    }, 5);
  });

  afterAll(async () => {
    clearInterval(watch);
    await busy?.stop();
    await idle?.stop();
    await kafka?.stop();
  });

  it('are lent to the replica that has more to ask by the one that has less, and go back when both have as much', async () => {
    busy.wanted = 200;
    await vi.waitFor(() => expect(busy.rate).toBeCloseTo(OF_ALL * (21 / 24)), { timeout: 30_000, interval: 20 });
    expect(idle.rate).toBeCloseTo(OF_ALL * (3 / 24));

    idle.wanted = 200;
    await vi.waitFor(() => expect([busy.rate, idle.rate]).toEqual([OF_ALL / 2, OF_ALL / 2]), { timeout: 30_000, interval: 20 });

    expect(mostTogether).toBeLessThanOrEqual(OF_ALL + 1e-9);
  });

  it('follow the longer backlog when both have one, so that both end at the same time', async () => {
    [busy.wanted, idle.wanted] = [200, 200];
    [busy.fresh, idle.fresh] = [5, 5];
    [busy.toAskAgain, idle.toAskAgain] = [3_000, 1_000];
    await vi.waitFor(() => expect(busy.rate).toBeCloseTo(OF_ALL * (18 / 24)), { timeout: 30_000, interval: 20 });
    expect(idle.rate).toBeCloseTo(OF_ALL * (6 / 24));

    [busy.toAskAgain, idle.toAskAgain] = [500, 500];
    await vi.waitFor(() => expect([busy.rate, idle.rate]).toEqual([OF_ALL / 2, OF_ALL / 2]), { timeout: 30_000, interval: 20 });

    expect(mostTogether).toBeLessThanOrEqual(OF_ALL + 1e-9);
  });

  it('are no longer those of a replica whose fence is closed, borrowed or not', async () => {
    busy.wanted = 200;
    idle.wanted = 0;
    await vi.waitFor(() => expect(busy.rate).toBeGreaterThan(OF_ALL / 2), { timeout: 30_000, interval: 20 });

    busy.isFenced = true;

    expect(busy.rate).toBe(0);
  });
});
