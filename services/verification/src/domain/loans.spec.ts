import { describe, expect, it } from 'vitest';
import { BETWEEN_MS, BorrowedSlots, LentSlots, LOAN_MS, slotsToBorrow, slotsToEvenOut, slotsToLend } from './loans.ts';

const OWNED = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

describe('what a replica lends and borrows', () => {
  const demand = (perSecond: number, freshInBusiestSecond: number) => ({
    ownPerSecond: 12,
    wanted: { perSecond, freshInBusiestSecond },
    slotPerSecond: 1,
  });

  it('is borrowed when more would be asked than the own share lets it', () => {
    expect(slotsToBorrow(demand(14.5, 12))).toBe(3);
    expect(slotsToBorrow(demand(12, 12))).toBe(0);
  });

  it('is lent beside what is used in a busy second, and one slot', () => {
    expect(slotsToLend(demand(3.2, 5))).toBe(6);
    expect(slotsToLend(demand(11.5, 5))).toBe(0);
  });

  it('never is the last quarter: a surge at the lender is served at once', () => {
    expect(slotsToLend(demand(0, 0))).toBe(9);
  });

  it('follows the longer backlog, so that both end at the same time', () => {
    const busy = demand(200, 2);

    expect(slotsToEvenOut({ slots: 12, checks: 1_000 }, { slots: 12, checks: 2_000 }, busy)).toBe(4);
    expect(slotsToEvenOut({ slots: 12, checks: 2_000 }, { slots: 12, checks: 1_000 }, busy)).toBe(0);
    expect(slotsToEvenOut({ slots: 8, checks: 1_000 }, { slots: 16, checks: 2_000 }, demand(200, 2))).toBe(0);
  });

  it('leaves fresh checks what they use in a busy second, however much longer the backlog of others is', () => {
    const [little, much] = [
      { slots: 12, checks: 1 },
      { slots: 12, checks: 10_000 },
    ];

    expect(slotsToEvenOut(little, much, demand(200, 5))).toBe(6);
    expect(slotsToEvenOut(little, much, demand(200, 12))).toBe(0);
  });

  it('is nothing where there is no rate, and evened out where there is nothing to ask again', () => {
    const none = { ...demand(5, 5), ownPerSecond: 0, slotPerSecond: 0 };
    const empty = { slots: 12, checks: 0 };

    expect([slotsToBorrow(none), slotsToLend(none), slotsToEvenOut(empty, empty, none)]).toEqual([0, 0, 0]);
    expect(slotsToEvenOut(empty, empty, demand(0, 0))).toBe(0);
  });
});

describe('lent slots', () => {
  it('are not the lender’s to use until the loan and a pause have passed', () => {
    const lent = new LentSlots();

    const slots = lent.lend({ borrower: 'b', wanted: 2 }, OWNED, 8, 0);

    expect(slots).toHaveLength(2);
    for (const slot of slots) {
      expect(lent.isLent(slot, LOAN_MS + BETWEEN_MS - 1)).toBe(true);
      expect(lent.isLent(slot, LOAN_MS + BETWEEN_MS)).toBe(false);
    }
  });

  it('stay with the borrower that still wants them', () => {
    const lent = new LentSlots();
    const first = lent.lend({ borrower: 'b', wanted: 3 }, OWNED, 8, 0);
    lent.lend({ borrower: 'c', wanted: 3 }, OWNED, 8, 100);

    expect(lent.lend({ borrower: 'b', wanted: 3 }, OWNED, 8, 1_000)).toEqual(first);
  });

  it('are dealt evenly among all who want some, and are never more than can be spared', () => {
    const lent = new LentSlots();
    const all = lent.lend({ borrower: 'b', wanted: 24 }, OWNED, 8, 0);
    expect(all).toHaveLength(8);

    expect(lent.lend({ borrower: 'c', wanted: 24 }, OWNED, 8, 100)).toEqual([]);
    expect(lent.lend({ borrower: 'b', wanted: 24 }, OWNED, 8, 500)).toHaveLength(4);
    const afterFirstLoanMs = LOAN_MS + BETWEEN_MS + 1;
    expect(lent.lend({ borrower: 'c', wanted: 24 }, OWNED, 8, afterFirstLoanMs)).toHaveLength(4);
  });

  it('are only such as the lender owns now', () => {
    const lent = new LentSlots();

    expect(lent.lend({ borrower: 'b', wanted: 24 }, [3], 8, 0)).toEqual([3]);
  });
});

describe('borrowed slots', () => {
  it('count after a pause, until the loan has passed since the wish', () => {
    const borrowed = new BorrowedSlots();
    borrowed.wished('w', 0);
    borrowed.lent('w', [4, 5], 300);

    expect(borrowed.counted(300 + BETWEEN_MS - 1)).toEqual([]);
    expect(borrowed.counted(300 + BETWEEN_MS)).toEqual([4, 5]);
    expect(borrowed.counted(LOAN_MS)).toEqual([]);
  });

  it('go on without a pause when they are lent again in time', () => {
    const borrowed = new BorrowedSlots();
    borrowed.wished('w1', 0);
    borrowed.lent('w1', [4], 100);
    borrowed.wished('w2', 1_000);
    borrowed.lent('w2', [4], 1_600);

    expect(borrowed.counted(LOAN_MS)).toEqual([4]);
    expect(borrowed.counted(1_000 + LOAN_MS - 1)).toEqual([4]);
  });

  it('are none for the wish of another, and for one that is too old', () => {
    const borrowed = new BorrowedSlots();
    borrowed.lent('of another', [1], 0);
    borrowed.wished('old', 0);
    borrowed.wished('new', LOAN_MS + 1);
    borrowed.lent('old', [2], LOAN_MS + 2);

    expect(borrowed.counted(LOAN_MS + 2 + BETWEEN_MS)).toEqual([]);
  });
});

describe('loans between replicas whose messages take as long as they like', () => {
  it.each([1, 2, 3, 4, 5])('never give a slot to two at once, nor within a second of each other (seed %i)', (seed) => {
    const chance = seeded(seed);
    const replicas = [0, 1, 2].map((number) => ({
      name: String(number),
      owned: OWNED.map((slot) => slot * 3 + number),
      lent: new LentSlots(),
      borrowed: new BorrowedSlots(),
    }));
    const messages: { atMs: number; deliver: (nowMs: number) => void }[] = [];
    const send = (nowMs: number, deliver: (atMs: number) => void) =>
      messages.push({ atMs: nowMs + Math.floor(chance() ** 4 * 4_000), deliver });
    const lastUse = new Map<number, { by: string; atMs: number }>();
    let loans = 0;

    for (let nowMs = 0; nowMs < 60_000; nowMs += 10) {
      for (const message of messages.filter(({ atMs }) => atMs <= nowMs)) {
        messages.splice(messages.indexOf(message), 1);
        message.deliver(nowMs);
      }
      for (const { name, borrowed } of nowMs % 500 === 0 ? replicas : []) {
        const wish = `${name}@${nowMs}`;
        borrowed.wished(wish, nowMs);
        for (const lender of replicas.filter((other) => other.name !== name)) {
          send(nowMs, (atMs) => {
            const spare = Math.floor(chance() * 10);
            const slots = lender.lent.lend({ borrower: name, wanted: 4 }, lender.owned, spare, atMs);
            send(atMs, (heardMs) => borrowed.lent(wish, slots, heardMs));
          });
        }
      }
      for (const { name, owned, lent, borrowed } of replicas) {
        const counted = borrowed.counted(nowMs);
        loans += counted.length;
        for (const slot of [...owned.filter((own) => !lent.isLent(own, nowMs)), ...counted]) {
          const last = lastUse.get(slot);
          if (last !== undefined && last.by !== name) {
            expect(nowMs - last.atMs, `slot ${slot} of ${last.by} and ${name}`).toBeGreaterThanOrEqual(1_000);
          }
          lastUse.set(slot, { by: name, atMs: nowMs });
        }
      }
    }

    expect(loans).toBeGreaterThan(1_000);
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
