import { type Collection, type Filter, MaxKey, MinKey, ObjectId } from 'mongodb';

/** After a hundred it is clear enough. */
const MOST = 100;
/** What every server can read. */
const LONGEST_AGO = new Date('0001-01-01T00:00:00Z');
const LATEST = new Date('9999-12-31T23:59:59Z');

type Named = Collection<{ chain: unknown }>;

/** What stands where a name should, and is no text: the field is missing, or of another kind. Each is a stretch of the index. */
const NO_TEXT: readonly Filter<{ chain: unknown }>[] = [
  { chain: null },
  { chain: { $in: [Number.NaN, false, true, new MinKey(), new MaxKey()] } },
  { chain: { $gte: Number.NEGATIVE_INFINITY, $lte: Number.POSITIVE_INFINITY } },
  { chain: { $gte: LONGEST_AGO, $lte: LATEST } },
  { chain: { $gte: new ObjectId('0'.repeat(24)), $lte: new ObjectId('f'.repeat(24)) } },
];

/**
 * The names under which documents stand beside those of `known`. Looks into the gaps between the known names, by the index that begins
 * with them: what it costs grows with the chains, not with their records.
 */
export async function namesBeside(collection: Named, known: ReadonlySet<string>): Promise<string[]> {
  const names: string[] = [];
  const look = (filter: Filter<{ chain: unknown }>) => collection.findOne(filter, { projection: { _id: 0, chain: 1 } });
  for (const filter of NO_TEXT) {
    const found = await look(filter);
    if (found !== null) {
      names.push(nameOf(found.chain));
    }
  }
  const inOrder = [...known].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  let from = '';
  for (const end of [...inOrder, undefined]) {
    for (;;) {
      const found = await look({ chain: { $gte: from, ...(end !== undefined && { $lt: end }) } });
      if (found === null || names.length >= MOST) {
        break;
      }
      names.push(nameOf(found.chain));
      if (typeof found.chain !== 'string') {
        break;
      }
      from = after(found.chain);
    }
    from = after(end ?? '');
  }
  return names;
}

/** The first text after a text. */
function after(text: string): string {
  return `${text}\0`;
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : `not a chain: ${JSON.stringify(value ?? null)}`;
}
