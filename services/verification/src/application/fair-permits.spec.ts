import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, settle } from '../../test/support/manual-clock.ts';
import { FairPermits } from './fair-permits.ts';
import type { Permit, Urgency } from './ports.ts';

describe('permits', () => {
  let clock: ManualClock;
  let share: { ratePerSecond: number; concurrency: number };
  let permits: FairPermits;
  let granted: { vendor: string; permit: Permit }[];
  const never = new AbortController().signal;

  beforeEach(() => {
    clock = new ManualClock();
    share = { ratePerSecond: 1_000, concurrency: 1_000 };
    permits = new FairPermits(() => share, clock);
    granted = [];
  });

  const ask = (vendor: string, urgency: Urgency = 'fresh', signal = never) =>
    permits.take(vendor, urgency, signal).then((permit) => void granted.push({ vendor, permit }));
  const vendors = () => granted.map(({ vendor }) => vendor);

  it('let no more calls leave in a second than the share allows', async () => {
    share.ratePerSecond = 20;
    const asked = Array.from({ length: 60 }, () => ask('acme'));

    await clock.advance(1_000);

    expect(granted.length).toBeGreaterThanOrEqual(19);
    expect(granted.length).toBeLessThanOrEqual(22);
    await clock.advance(3_000);
    await Promise.all(asked);
  });

  it('let no more calls be under way than the share allows, and the next one leave when one ends', async () => {
    share.concurrency = 2;
    void ask('acme');
    void ask('acme');
    void ask('acme');
    await clock.advance(500);
    expect(granted).toHaveLength(2);

    granted[0]?.permit.release();
    await clock.advance(500);

    expect(granted).toHaveLength(3);
  });

  it('are given to vendors in turn: a busy one starves no neighbour', async () => {
    share.concurrency = 0;
    for (const vendor of ['busy', 'busy', 'busy', 'quiet']) {
      void ask(vendor);
    }
    share.concurrency = 10;
    await clock.advance(1_000);

    expect(vendors().slice(0, 2)).toEqual(['busy', 'quiet']);
    expect(granted).toHaveLength(4);
  });

  it('leave room for fresh checks: a drain or a batch never holds every call that may be under way', async () => {
    share.concurrency = 8;
    for (let n = 0; n < 10; n += 1) {
      void ask('acme', 'batch');
    }
    await clock.advance(1_000);
    expect(granted).toHaveLength(4);
    for (let n = 0; n < 10; n += 1) {
      void ask('acme', 'deferred');
    }
    await clock.advance(1_000);
    expect(granted).toHaveLength(6);
    for (let n = 0; n < 10; n += 1) {
      void ask('acme');
    }
    await clock.advance(1_000);

    expect(granted).toHaveLength(8);
  });

  it('go at once to who had few lately, however many a busy neighbour waits for', async () => {
    share.ratePerSecond = 20;
    for (let count = 0; count < 200; count += 1) {
      void ask('busy');
    }
    await clock.advance(2_000);
    const before = granted.length;

    for (let count = 0; count < 4; count += 1) {
      void ask('quiet');
    }
    await clock.advance(1_000);

    expect(vendors().slice(before, before + 4)).toEqual(['quiet', 'quiet', 'quiet', 'quiet']);
    expect(vendors().slice(before + 4)).toContain('busy');
  });

  it('are kept ready for who asks for less than its part: beside a flood it does not wait at all', async () => {
    share.ratePerSecond = 20;
    for (let count = 0; count < 200; count += 1) {
      void ask('flood');
    }
    void ask('steady');
    await clock.advance(3_000);

    const waits: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const askedAtMs = clock.monotonicMs();
      void ask('steady').then(() => void waits.push(clock.monotonicMs() - askedAtMs));
      await settle();
      await clock.advance(200);
    }

    expect(waits).toEqual(Array.from({ length: 20 }, () => 0));
    const flooded = vendors().filter((vendor) => vendor === 'flood').length;
    expect(flooded / 7).toBeGreaterThan(13); // What the steady one leaves of twenty a second, less the one that is kept ready.
  });

  it("are kept ready for who waits at a counter: beside a neighbour's backlog it does not wait at all, also while slots are lent", async () => {
    share.ratePerSecond = 18;
    for (let count = 0; count < 400; count += 1) {
      void ask('backlog', 'deferred');
    }

    const waits: number[] = [];
    for (let turn = 0; turn < 60; turn += 1) {
      if (turn === 20) {
        share.ratePerSecond = 9; // What is left is what fresh checks take in a busy second, and one more.
      }
      const askedAtMs = clock.monotonicMs();
      void ask('counter').then(() => void waits.push(clock.monotonicMs() - askedAtMs));
      await settle();
      await clock.advance(150);
    }

    expect(waits.slice(1)).toEqual(Array.from({ length: 59 }, () => 0));
    const ofBacklog = vendors().filter((vendor) => vendor === 'backlog').length;
    expect(ofBacklog).toBeGreaterThan(30);
  });

  it.each([
    { what: 'a flood', unlentPerSecond: undefined, ratePerSecond: 18 },
    { what: 'a flood that comes while slots are lent', unlentPerSecond: 18, ratePerSecond: 10.5 },
  ])('come at once to who asks for somewhat less than its part, during $what and after it', async (lent) => {
    share = { ratePerSecond: lent.ratePerSecond, concurrency: 1_000, ...(lent.unlentPerSecond && { unlentPerSecond: 18 }) };
    const over = new AbortController();

    const waits: number[] = [];
    for (let turn = 0; turn < 80; turn += 1) {
      if (turn === 20) {
        for (let count = 0; count < 300; count += 1) {
          void ask('flood', 'fresh', over.signal).catch(() => undefined);
        }
      }
      if (turn === 40) {
        over.abort();
      }
      const askedAtMs = clock.monotonicMs();
      void ask('steady').then(() => void waits.push(Math.round(clock.monotonicMs() - askedAtMs)));
      await settle();
      await clock.advance(130);
    }

    const afterTheStart = waits.slice(5);
    expect(afterTheStart).toEqual(afterTheStart.map(() => 0));
    expect(vendors().filter((vendor) => vendor === 'flood').length).toBeGreaterThan(lent.unlentPerSecond ? 2 : 20);
  });

  it('are all there for a vendor that is alone', async () => {
    share.ratePerSecond = 20;
    const asked = Array.from({ length: 200 }, () => ask('alone'));
    await clock.advance(5_000);

    expect(granted.length).toBeGreaterThanOrEqual(97);
    await clock.advance(6_000);
    await Promise.all(asked);
  });

  it('are wanted as they were used lately, and by who waits for nothing but the rate', async () => {
    share = { ratePerSecond: 20, concurrency: 1_000 };
    for (let count = 0; count < 200; count += 1) {
      void ask('acme');
    }
    await clock.advance(4_000);
    expect(permits.wanted().perSecond).toBeGreaterThan(20 + 100);
    expect(permits.wanted().freshInBusiestSecond).toBe(21);

    share = { ratePerSecond: 1_000, concurrency: 0 };
    await clock.advance(8_000);
    expect(permits.wanted().perSecond).toBeLessThan(1);
    expect(permits.wanted().freshInBusiestSecond).toBe(0);
  });

  it('keep nobody waiting for long who asks for no more than its part, though a flood begins that had none lately', async () => {
    share.ratePerSecond = 20;
    let longestMs = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      if (turn === 40) {
        for (let count = 0; count < 200; count += 1) {
          void ask('flood');
        }
      }
      const askedAtMs = clock.monotonicMs();
      void ask('steady').then(() => {
        longestMs = Math.max(longestMs, clock.monotonicMs() - askedAtMs);
      });
      await clock.advance(125);
    }
    await clock.advance(2_000);

    expect(vendors().filter((vendor) => vendor === 'steady')).toHaveLength(60);
    expect(longestMs).toBeLessThanOrEqual(600);
  });

  it('go to fresh checks first, and what they leave to deferred ones', async () => {
    share.concurrency = 0;
    void ask('old', 'deferred');
    void ask('new', 'fresh');
    share.concurrency = 10;
    await clock.advance(1_000);

    expect(vendors()).toEqual(['new', 'old']);
  });

  it('are none while this replica owns no share, and come with it', async () => {
    share = { ratePerSecond: 0, concurrency: 0 };
    void ask('acme');
    await clock.advance(10_000);
    expect(granted).toHaveLength(0);

    share = { ratePerSecond: 10, concurrency: 10 };
    await clock.advance(1_000);

    expect(granted).toHaveLength(1);
  });

  it('are not spent on who has given up', async () => {
    share.concurrency = 0;
    const patience = new AbortController();
    const given = ask('acme', 'fresh', patience.signal);
    void ask('other');
    patience.abort(new Error('budget spent'));

    await expect(given).rejects.toThrow('budget spent');
    share.concurrency = 1;
    await clock.advance(1_000);
    expect(vendors()).toEqual(['other']);
  });

  it('count once, however often they are given back', async () => {
    share.concurrency = 1;
    void ask('acme');
    await clock.advance(100);
    granted[0]?.permit.release();
    granted[0]?.permit.release();
    void ask('acme');
    void ask('acme');
    await clock.advance(1_000);
    await settle();

    expect(granted).toHaveLength(2);
  });
});
