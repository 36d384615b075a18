import { describe, expect, it } from 'vitest';
import { type ATrail, aFact, aSigner, aTrail, CHAIN, someContents } from '../../test/support/a-trail.ts';
import { contentOf } from '../chain/content.ts';
import { chainHashOf, hashText } from '../chain/hashes.ts';
import { emptyHead, headOf, link } from '../chain/link.ts';
import { claimsIn, signCheckpoint } from '../checkpoints/checkpoint.ts';
import { signPurge } from '../purges/purge-record.ts';
import { trailInMemory } from './trail-in-memory.ts';
import { verifyCheckpoints } from './verify-checkpoints.ts';
import { verifyTrail } from './verify-trail.ts';
import { witness } from './witness.ts';

const COUNT = 40;
/** The first record, one in the middle, one on a checkpoint, the one after it, the last. */
const POSITIONS = [0, 17, 20, 21, COUNT - 1];

const verify = (trail: ATrail) => verifyTrail(trailInMemory(trail), { publicKeys: trail.publicKeys });
const soundTrail = () => aTrail(COUNT, [9, 20, COUNT - 1]);

/** What an insider who knows the hash function does: everything after `from` is hashed anew. */
function rehash(trail: ATrail, from: number): void {
  const head = from === 0 ? emptyHead(CHAIN) : headOf(trail.entries[from - 1]!);
  trail.entries = [...trail.entries.slice(0, from), ...link(head, trail.contents.slice(from))];
}

describe('verification', () => {
  it('raises no alarm on a sound trail', async () => {
    expect(await verify(await soundTrail())).toMatchObject({ records: COUNT, checkpoints: 3, findings: [] });
  });

  describe.each(POSITIONS)('of a trail tampered with at record %i', (at) => {
    it('finds an edited content', async () => {
      const trail = await soundTrail();
      const { canonical } = trail.contents[at]!;
      trail.contents[at] = { ...trail.contents[at]!, canonical: canonical.replace('"affiliated"', '"not-affiliated"') };

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'edited', seq: at, id: trail.entries[at]!._id }]);
    });

    it('finds an edited search field, though the hashed bytes are untouched', async () => {
      const trail = await soundTrail();
      trail.contents[at] = { ...trail.contents[at]!, pharmacy: 'ph-9999' };

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'edited', seq: at }]);
    });

    it('finds an edited link', async () => {
      const trail = await soundTrail();
      trail.entries[at] = { ...trail.entries[at]!, hash: Buffer.alloc(32, 7) };

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'edited', seq: at }]);
    });

    it('finds an edit whose whole chain was hashed anew, by the checkpoint', async () => {
      const trail = await soundTrail();
      trail.contents[at] = contentOf({
        id: trail.contents[at]!._id,
        source: '/test',
        chain: CHAIN,
        offset: at * 2,
        data: aFact(at, { outcome: 'deceased' }),
      });
      rehash(trail, at);

      const [finding] = (await verify(trail)).findings;

      expect(finding).toMatchObject({ kind: 'forked' });
      expect(finding!.seq).toBeLessThanOrEqual(at);
    });

    it('finds a deleted record', async () => {
      const trail = await soundTrail();
      trail.entries.splice(at, 1);
      trail.contents.splice(at, 1);

      const kind = at === COUNT - 1 ? 'truncated' : 'deleted';
      expect((await verify(trail)).findings).toMatchObject([{ kind, seq: at }]);
    });

    it('finds a deleted content', async () => {
      const trail = await soundTrail();
      trail.contents.splice(at, 1);

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'deleted', seq: at, id: trail.entries[at]!._id }]);
    });

    it('finds an inserted record, renumbered and hashed as it should be', async () => {
      const trail = await soundTrail();
      const forged = { id: 'forged', source: '/test', chain: CHAIN, offset: at * 2, data: aFact(at) };
      trail.contents.splice(at, 0, contentOf(forged));
      rehash(trail, at);

      const [finding] = (await verify(trail)).findings;

      expect(['inserted', 'forked']).toContain(finding!.kind);
      expect(finding!.seq).toBeLessThanOrEqual(at + 1);
    });

    it('finds a second record of the same number', async () => {
      const trail = await soundTrail();
      trail.entries.splice(at + 1, 0, { ...trail.entries[at]!, _id: 'forged' });

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'inserted', seq: at, id: 'forged' }]);
    });

    it('finds two swapped links', async () => {
      const trail = await soundTrail();
      const other = at === COUNT - 1 ? at - 1 : at + 1;
      const [first, second] = [Math.min(at, other), Math.max(at, other)];
      const [a, b] = [trail.entries[first]!, trail.entries[second]!];
      trail.entries[first] = { ...b, seq: a.seq };
      trail.entries[second] = { ...a, seq: b.seq };

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'swapped', seq: first }]);
    });

    it('finds two swapped contents', async () => {
      const trail = await soundTrail();
      const other = (at + 5) % COUNT;
      const [a, b] = [trail.contents[at]!, trail.contents[other]!];
      trail.contents[at] = { ...a, canonical: b.canonical };
      trail.contents[other] = { ...b, canonical: a.canonical };

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'swapped', seq: Math.min(at, other) }]);
    });

    it('finds a trail cut off before it', async () => {
      const trail = await soundTrail();
      trail.entries.splice(at);
      trail.contents.splice(at);

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'truncated', seq: at }]);
    });

    it('finds a fork: from here on another history', async () => {
      const trail = await soundTrail();
      const others = trail.contents
        .slice(at)
        .map((_, index) =>
          contentOf({ id: `other-${index}`, source: '/test', chain: CHAIN, offset: (at + index) * 2, data: aFact(index) }),
        );
      trail.contents = [...trail.contents.slice(0, at), ...others];
      rehash(trail, at);

      expect((await verify(trail)).findings).toMatchObject([{ kind: 'forked' }]);
    });
  });

  it('finds a content that is in no chain', async () => {
    const trail = await soundTrail();
    trail.contents.push(contentOf({ id: 'stray', source: '/test', chain: CHAIN, offset: 11, data: aFact(5) }));

    expect((await verify(trail)).findings).toMatchObject([{ kind: 'inserted', id: 'stray' }]);
  });

  it('finds a record that continues another one', async () => {
    const trail = await soundTrail();
    const { contentHash } = trail.entries[5]!;
    const prev = Buffer.alloc(32, 9);
    trail.entries[5] = { ...trail.entries[5]!, prev, hash: chainHashOf(prev, 5, contentHash) };

    expect((await verify(trail)).findings).toMatchObject([{ kind: 'forked', seq: 5 }]);
  });

  describe('of documents that are no records, as a database takes anything', () => {
    it.each<[string, (trail: ATrail) => void]>([
      ['a number between two numbers', (trail) => trail.entries.splice(6, 0, { ...trail.entries[5]!, _id: 'x', seq: 5.5 })],
      ['a text for a number', (trail) => trail.entries.push({ ...trail.entries[5]!, _id: 'x', seq: 'six' as unknown as number })],
      ['a short hash', (trail) => (trail.entries[5] = { ...trail.entries[5]!, prev: Buffer.alloc(3) })],
      ['no hash', (trail) => (trail.entries[5] = { ...trail.entries[5]!, contentHash: null as unknown as Buffer })],
      ['a field too many', (trail) => Object.assign(trail.entries[5]!, { note: 'seen by nobody' })],
      ['a content with a field too many', (trail) => Object.assign(trail.contents[5]!, { outcomes: 'affiliated' })],
      ['a content whose time is a text', (trail) => Object.assign(trail.contents[5]!, { at: '2026-11-01' })],
      ['a content without bytes', (trail) => Object.assign(trail.contents[5]!, { canonical: null })],
    ])('finds %s', async (_, tamper) => {
      const trail = await soundTrail();
      tamper(trail);

      expect((await verify(trail)).findings).toMatchObject([{ kind: expect.stringMatching('edited|inserted') }]);
    });
  });

  it('finds a content that was added after the last record, once it is clear that no link is coming', async () => {
    const trail = await soundTrail();
    trail.contents.push(contentOf({ id: 'stray', source: '/test', chain: CHAIN, offset: COUNT * 2, data: aFact(1) }));

    expect((await verify(trail)).findings).toMatchObject([{ kind: 'inserted', seq: COUNT, id: 'stray' }]);
  });

  it('waits for the link of a content that is just being written', async () => {
    const trail = await soundTrail();
    trail.contents.push(contentOf({ id: 'late', source: '/test', chain: CHAIN, offset: COUNT * 2, data: aFact(1) }));
    let looks = 0;
    const source = {
      ...trailInMemory(trail),
      linked: async (ids: readonly string[]) => {
        looks += 1;
        return new Set(looks > 1 ? ids : []);
      },
    };

    expect((await verifyTrail(source, { publicKeys: trail.publicKeys })).findings).toEqual([]);
    expect(looks).toBe(2);
  });

  it('finds a whole chain that the audit never opened', async () => {
    const trail = await soundTrail();
    const source = { ...trailInMemory({ ...trail, checkpoints: [] }), strangeChains: async () => [CHAIN] };

    expect((await verifyTrail(source, { publicKeys: trail.publicKeys })).findings).toMatchObject([
      { kind: 'inserted', chain: CHAIN },
    ]);
  });

  it('finds that what an earlier run had seen is gone, though no checkpoint vouches for it', async () => {
    const trail = await aTrail(COUNT, []);
    const { states } = await verify(trail);
    const again = (entries: ATrail['entries']) =>
      verifyTrail(trailInMemory({ ...trail, entries }), { publicKeys: trail.publicKeys, resume: states });

    expect((await again(trail.entries)).findings).toEqual([]);
    expect((await again(trail.entries.slice(0, 30))).findings).toMatchObject([{ kind: 'truncated', seq: COUNT - 1 }]);
    const others = link(emptyHead(CHAIN), someContents(COUNT).toReversed());
    expect((await again(others)).findings).toMatchObject([{ kind: 'forked', seq: COUNT - 1 }]);
  });

  it('finds that a chain which an earlier run had seen is gone, with all that said that it was there', async () => {
    const trail = await soundTrail();
    const { states } = await verify(trail);

    const { findings } = await verifyTrail(trailInMemory({ entries: [], contents: [], checkpoints: [], purges: [] }), {
      publicKeys: trail.publicKeys,
      resume: states,
    });

    expect(findings).toMatchObject([{ kind: 'truncated', chain: CHAIN, seq: COUNT - 1 }]);
  });

  it('goes on where it was stopped, and still finds what follows', async () => {
    const trail = await soundTrail();
    const half = { ...trail, entries: trail.entries.slice(0, 15), contents: trail.contents.slice(0, 15), checkpoints: [] };
    const { states } = await verify(half);
    trail.contents[30] = { ...trail.contents[30]!, canonical: '{}' };

    const report = await verifyTrail(trailInMemory(trail), { publicKeys: trail.publicKeys, resume: states });

    expect(report).toMatchObject({ records: 15, findings: [{ seq: 30 }] });
  });

  it("finds by a witness's checkpoints that trail and checkpoints were cut together", async () => {
    const trail = await soundTrail();
    const kept = [...trail.checkpoints];
    trail.entries.splice(25);
    trail.contents.splice(25);
    trail.checkpoints.splice(2);
    expect((await verify(trail)).findings).toEqual([]);

    const report = await verifyTrail(trailInMemory(trail), { publicKeys: trail.publicKeys, checkpoints: kept });

    expect(report.findings).toMatchObject([{ kind: 'truncated', seq: 25 }]);
    const { row } = await verifyCheckpoints(trail.checkpoints, trail.publicKeys);
    expect(witness([trail.signed[2]!.hash, trail.signed[0]!.hash], row)).toMatchObject([
      { kind: 'truncated', chain: 'checkpoints', seq: 3 },
    ]);
  });
});

describe('a trail after a purge', () => {
  const reason = { at: '2027-12-01T00:00:00Z', cutoff: '2026-11-01T00:00:00Z' };

  it('verifies from the signed purge record on, content and links being gone', async () => {
    const trail = await soundTrail();
    const hash = hashText(trail.entries[11]!.hash);
    trail.purges = [
      (await signPurge(trail.signer, { kind: 'content', chain: CHAIN, from: 0, to: 14, kept: [12], ...reason })).jws,
      (await signPurge(trail.signer, { kind: 'chain', chain: CHAIN, from: 0, to: 11, hash, ...reason })).jws,
    ];
    trail.entries.splice(0, 12);
    trail.contents = trail.contents.filter((_, seq) => seq === 12 || seq > 14);

    expect(await verify(trail)).toMatchObject({ findings: [], records: COUNT - 12 });
  });

  it('is not taken for a deletion when the purge runs while it is being verified', async () => {
    const trail = await soundTrail();
    const purge = await signPurge(trail.signer, { kind: 'content', chain: CHAIN, from: 0, to: 9, kept: [], ...reason });
    trail.contents.splice(0, 10);
    let looks = 0;
    const source = {
      ...trailInMemory(trail),
      async *purges() {
        looks += 1;
        yield* looks === 1 ? [] : [purge.jws];
      },
    };

    expect((await verifyTrail(source, { publicKeys: trail.publicKeys })).findings).toEqual([]);
  });

  it('still misses a held content that went with the others', async () => {
    const trail = await soundTrail();
    trail.purges = [
      (await signPurge(trail.signer, { kind: 'content', chain: CHAIN, from: 0, to: 14, kept: [12], ...reason })).jws,
    ];
    trail.contents.splice(0, 15);

    expect((await verify(trail)).findings).toMatchObject([{ kind: 'deleted', seq: 12 }]);
  });

  it('does not excuse anything by a purge record that somebody else signed', async () => {
    const trail = await soundTrail();
    const { jws } = await signPurge(await aSigner(), { kind: 'content', chain: CHAIN, from: 0, to: 14, kept: [], ...reason });
    trail.purges = [jws];
    trail.contents.splice(3, 1);

    expect((await verify(trail)).findings).toMatchObject([
      { kind: 'edited', chain: 'purges' },
      { kind: 'deleted', seq: 3 },
    ]);
  });
});

describe("the checkpoints' own chain", () => {
  it.each([
    ['a signature that is not ours', 'edited', (trail: ATrail) => trail.checkpoints.splice(1, 1, `${trail.checkpoints[1]}x`)],
    ['a missing checkpoint', 'deleted', (trail: ATrail) => trail.checkpoints.splice(1, 1)],
    ['swapped checkpoints', 'deleted', (trail: ATrail) => trail.checkpoints.reverse()],
  ])('shows %s', async (_, kind, tamper) => {
    const trail = await soundTrail();
    tamper(trail);

    expect((await verify(trail)).findings).toContainEqual(expect.objectContaining({ kind, chain: 'checkpoints' }));
  });

  it('shows a fork: two checkpoints of one number, both signed', async () => {
    const trail = await soundTrail();
    const { number, previous, chain, seq, head } = trail.signed[1]!;
    const second = await signCheckpoint(trail.signer, { number, previous, chain, seq, head, at: '2026-11-01T13:00:00Z' });
    trail.checkpoints.splice(2, 0, second.jws);

    expect((await verify(trail)).findings).toContainEqual(
      expect.objectContaining({ kind: 'forked', chain: 'checkpoints', seq: 2 }),
    );
  });

  it('names the first bad one among thousands, of which only some signatures are read', async () => {
    const many = await aTrail(1, []);
    const jwss: string[] = [];
    let previous: string | null = null;
    for (let number = 1; number <= 2_300; number += 1) {
      const claims = { number, previous, chain: CHAIN, seq: number, head: hashText(Buffer.alloc(32, number)) };
      const signed = await signCheckpoint(many.signer, { ...claims, at: '2026-11-01T12:00:00Z' });
      previous = signed.hash;
      jwss.push(signed.jws);
    }
    expect((await verifyCheckpoints(jwss, many.publicKeys)).row.count).toBe(2_300);
    const [header, , signature] = jwss[1_700]!.split('.');
    const claims = Buffer.from(JSON.stringify({ ...claimsIn(jwss[1_700]!), seq: 7 })).toString('base64url');
    jwss[1_700] = `${header}.${claims}.${signature}`;

    expect((await verifyCheckpoints(jwss, many.publicKeys)).finding).toMatchObject({ kind: 'edited', seq: 1_701 });
  });

  it('begins with any number where a witness began to keep it later', async () => {
    const trail = await soundTrail();
    const later = trail.checkpoints.slice(1);

    expect((await verifyCheckpoints(later, trail.publicKeys)).finding).toMatchObject({ kind: 'deleted', seq: 1 });
    const { row, finding } = await verifyCheckpoints(later, trail.publicKeys, { mayBeginLater: true });
    expect(finding).toBeUndefined();
    expect(row.hashOf(2)).toBe(trail.signed[1]!.hash);
  });

  it('takes a repeat for what it is: the topic delivers at least once', async () => {
    const trail = await soundTrail();
    trail.checkpoints.splice(1, 0, trail.checkpoints[0]!);

    expect((await verify(trail)).findings).toEqual([]);
  });
});
