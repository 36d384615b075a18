import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AuditCollections, ChainEntry, ContentRecord, TrailSource } from '@officine/audit';
import { databaseTrail, readHead } from '@officine/audit';
import { z } from 'zod';

const BATCH = 1_000;
const WITHOUT_END = { seq: Number.POSITIVE_INFINITY, offset: Number.POSITIVE_INFINITY } as const;
/** The name of the chain that a line is of, as JSON. */
const CHAIN_NAME = /^\{"(?:entry|content)":("(?:[^"\\]|\\.)*"),/;
const bytes = z.string().transform((text) => Buffer.from(text, 'base64url'));

const entryLine = z.strictObject({
  _id: z.string(),
  chain: z.string(),
  seq: z.number(),
  offset: z.number(),
  prev: bytes,
  contentHash: bytes,
  hash: bytes,
});
const contentLine = z.looseObject({ _id: z.string(), canonical: z.string(), at: z.coerce.date(), offset: z.number() });

/**
 * A trail as lines of JSON, each beginning with what it is: `checkpoint`, `purge`, `content` or `entry`. Whoever has the file, the
 * public key and the checkpoints that they kept themselves needs nobody else to verify it.
 */
export async function* trailLines(collections: AuditCollections): AsyncGenerator<string> {
  const trail = databaseTrail(collections);
  for await (const jws of trail.checkpoints()) {
    yield JSON.stringify({ checkpoint: jws });
  }
  for await (const jws of trail.purges()) {
    yield JSON.stringify({ purge: jws });
  }
  // What stands under a name that the audit never opened is evidence as well: all of it.
  const strange = new Set(await trail.strangeChains?.());
  for (const chain of new Set([...(await trail.chains()), ...strange])) {
    // What comes while we write belongs to the next export: a link and its content are both in it, or neither.
    const { seq: end, offset: endOffset } = strange.has(chain) ? WITHOUT_END : await readHead(collections, chain);
    for await (const contents of trail.contents(chain, -1)) {
      yield* contents
        .filter(({ offset }) => !(offset > endOffset))
        .map((content) => `${prefixOf('content', chain)}${JSON.stringify(content)}}`);
    }
    for await (const entries of trail.entries(chain, -1)) {
      yield* entries
        .filter(({ seq }) => !(seq > end))
        .map((entry) => `${prefixOf('entry', chain)}${JSON.stringify(textual(entry))}}`);
    }
  }
}

/** Reads a trail from a file, line by line, once for each part: memory does not grow with the file. */
export function fileTrail(path: string): TrailSource {
  return {
    async chains() {
      const chains = new Set<string>();
      for await (const line of linesOf(path)) {
        const [, name] = CHAIN_NAME.exec(line) ?? [];
        if (name !== undefined) {
          chains.add(String(JSON.parse(name)));
        }
      }
      return [...chains];
    },
    async *entries(chain, afterSeq) {
      for await (const batch of valuesOf(path, 'entry', chain)) {
        yield batch.map(entryIn).filter(({ seq }) => afterSeq < 0 || seq > afterSeq);
      }
    },
    async *contents(chain, afterOffset) {
      for await (const batch of valuesOf(path, 'content', chain)) {
        yield batch.map(contentIn).filter(({ offset }) => afterOffset < 0 || offset > afterOffset);
      }
    },
    // Contents come in the order of their chain; one that stands elsewhere is not where it was.
    content: async () => undefined,
    async *checkpoints() {
      for await (const line of linesOf(path, '{"checkpoint":')) {
        yield (JSON.parse(line) as { checkpoint: string }).checkpoint;
      }
    },
    async *purges() {
      for await (const line of linesOf(path, '{"purge":')) {
        yield (JSON.parse(line) as { purge: string }).purge;
      }
    },
  };
}

/** Lines of a file that begin with `prefix`. */
export async function* linesOf(path: string, prefix = ''): AsyncGenerator<string> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    for await (const line of lines) {
      if (line !== '' && line.startsWith(prefix)) {
        yield line;
      }
    }
  } finally {
    lines.close();
  }
}

async function* valuesOf(path: string, part: 'entry' | 'content', chain: string): AsyncGenerator<readonly unknown[]> {
  let batch: unknown[] = [];
  for await (const line of linesOf(path, prefixOf(part, chain))) {
    batch.push((JSON.parse(line) as { value: unknown }).value);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

function prefixOf(part: 'entry' | 'content', chain: string): string {
  return `{"${part}":${JSON.stringify(chain)},"value":`;
}

/** A line that holds no record is handed on as it is: verification says so, and names its place. */
function entryIn(value: unknown): ChainEntry {
  const parsed = entryLine.safeParse(value);
  return parsed.success ? parsed.data : (value as ChainEntry);
}

function contentIn(value: unknown): ContentRecord {
  const parsed = contentLine.safeParse(value);
  return (parsed.success ? parsed.data : value) as ContentRecord;
}

function textual(entry: ChainEntry): object {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('base64url') : value]),
  );
}
