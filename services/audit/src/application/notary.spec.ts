import type { ChainHead, CheckpointDocument } from '@officine/audit';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silent } from '../../test/support/silent.ts';
import { Pace } from '../domain/pace.ts';
import { Notary } from './notary.ts';
import type { OwnedPartition } from './ports.ts';

const REST_MS = 60_000;

class ChainContradicts extends Error {
  override readonly name = 'ChainContradicts';
}

/** What replicas share: how far each chain has got, and what was signed of it. */
class Record {
  readonly chains = new Map<string, number>();
  readonly signed: { readonly chain: string; readonly seq: number; readonly at: Date; readonly by: string }[] = [];
  readonly contradicting = new Set<string>();

  lastOf(chain: string): CheckpointDocument | null {
    return (this.signed.findLast((checkpoint) => checkpoint.chain === chain) as unknown as CheckpointDocument) ?? null;
  }

  /** A book as one replica has it: it remembers what it saw itself. */
  bookOf(by: string) {
    const remembered = new Map<string, CheckpointDocument | null>();
    const lookUp = (chain: string) => {
      remembered.set(chain, this.lastOf(chain));
      return this.lastOf(chain);
    };
    return {
      grown: async (place?: OwnedPartition['place']) =>
        [...this.chains]
          .filter(([chain]) => place === undefined || chain.startsWith(`${place.partition}/`))
          .filter(([chain, seq]) => seq !== (lookUp(chain)?.seq ?? -1))
          .map(([chain, seq]) => aHead(chain, seq)),
      lastOf: async (chain: string) => remembered.get(chain) ?? lookUp(chain),
      sign: async ({ chain, seq }: ChainHead, restMs = 0) => {
        if (this.contradicting.has(chain)) {
          throw new ChainContradicts(`${chain} was changed`);
        }
        const last = lookUp(chain);
        if (last !== null && (seq <= last.seq || Date.now() - last.at.getTime() < restMs)) {
          return false;
        }
        this.signed.push({ chain, seq, at: new Date(), by });
        lookUp(chain);
        return true;
      },
      publishPending: async () => undefined,
      after: async function* () {},
    };
  }
}

/** A replica, with writers for the partitions that it owns. */
class Replica {
  readonly partitions = new Map<number, { heads: ChainHead[] }>();
  readonly notary: Notary;
  readonly published = vi.fn(async () => undefined);

  constructor(record: Record, name: string) {
    this.notary = new Notary({
      book: { ...record.bookOf(name), publishPending: this.published },
      owned: () =>
        [...this.partitions].map(([partition, writer]) => ({ place: { cluster: 'c', topic: 't', partition }, writer })),
      topic: { publish: async () => undefined },
      witness: undefined,
      isOurTurn: () => this.partitions.has(0),
      logger: silent,
      // What has grown is signed in the round in which it is seen.
      pace: new Pace({ restMs: REST_MS, patienceMs: 0 }),
    });
  }

  gain(partition: number): void {
    this.partitions.set(partition, { heads: [] });
  }
}

const aHead = (chain: string, seq: number): ChainHead => ({ chain, seq, offset: seq, hash: Buffer.alloc(32, seq) });

let record: Record;
let one: Replica;
let other: Replica;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 28) });
  record = new Record();
  one = new Replica(record, 'one');
  other = new Replica(record, 'other');
  one.gain(0);
  other.gain(1);
  return () => vi.useRealTimers();
});

async function append(replica: Replica, chain: string, seq: number): Promise<void> {
  record.chains.set(chain, seq);
  const writer = replica.partitions.get(Number(chain.split('/')[0]));
  writer?.heads.splice(0, 1, aHead(chain, seq));
  await replica.notary.round();
}

describe('a notary', () => {
  it('signs the chains of its own partitions; publishing is the business of one replica', async () => {
    await append(one, '0/1', 5);
    await append(other, '1/1', 7);

    expect(record.signed).toMatchObject([
      { chain: '0/1', seq: 5, by: 'one' },
      { chain: '1/1', seq: 7, by: 'other' },
    ]);
    expect(one.published).toHaveBeenCalled();
    expect(other.published).not.toHaveBeenCalled();
  });

  it('signs what a killed replica had written and not signed, though no record follows', async () => {
    await append(one, '0/1', 5);
    record.chains.set('1/1', 7);

    other.partitions.clear();
    one.gain(1);
    await one.notary.round();

    expect(record.signed.at(-1)).toMatchObject({ chain: '1/1', seq: 7, by: 'one' });
  });

  it('signs the end of a chain that another generation has followed', async () => {
    await append(one, '0/1', 5);
    await vi.advanceTimersByTimeAsync(REST_MS);
    record.chains.set('0/1', 6).set('0/2', 0);
    one.partitions.get(0)!.heads = [aHead('0/1', 6), aHead('0/2', 0)];

    await one.notary.round();

    expect(record.signed.slice(1)).toMatchObject([
      { chain: '0/1', seq: 6 },
      { chain: '0/2', seq: 0 },
    ]);
  });

  it('looks after chains of no partition, where it publishes', async () => {
    record.chains.set('9/1', 3);

    await other.notary.round();
    expect(record.signed).toEqual([]);
    await one.notary.round();
    expect(record.signed).toMatchObject([{ chain: '9/1', seq: 3, by: 'one' }]);
  });

  it('signs no sooner than a minute after another replica did, whatever it remembers itself', async () => {
    await append(one, '0/1', 5);
    await vi.advanceTimersByTimeAsync(REST_MS);
    record.signed.push({ chain: '0/1', seq: 6, at: new Date(), by: 'other' });

    await append(one, '0/1', 7);
    expect(record.signed.at(-1)).toMatchObject({ seq: 6, by: 'other' });
    await vi.advanceTimersByTimeAsync(REST_MS);
    await one.notary.round();

    expect(record.signed.at(-1)).toMatchObject({ seq: 7, by: 'one' });
  });

  it('says round after round which chain it does not sign, and signs the others', async () => {
    one.gain(1);
    record.contradicting.add('0/1');
    await append(one, '0/1', 5);
    await append(one, '1/1', 7);

    for (let round = 0; round < 3; round += 1) {
      await one.notary.round();
      expect(one.notary.problem).toBe('0/1 was changed');
    }
    expect(record.signed).toMatchObject([{ chain: '1/1', seq: 7 }]);
    record.contradicting.clear();
    await one.notary.round();
    await one.notary.round();
    expect(one.notary.problem).toBeNull();
  });

  it('leaves what it refused to whoever owns the partition now', async () => {
    record.contradicting.add('1/1');
    await append(other, '1/1', 7);
    expect(other.notary.problem).toBe('1/1 was changed');

    other.partitions.clear();
    await other.notary.round();

    expect(other.notary.problem).toBeNull();
  });
});
