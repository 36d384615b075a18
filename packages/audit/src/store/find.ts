import type { Filter } from 'mongodb';
import { type AuditFact, factIn } from '../chain/content.ts';
import type { ContentRecord } from '../chain/records.ts';
import type { PersonPseudonym } from '../people/references.ts';
import type { AuditCollections } from './collections.ts';
import { referencesOf } from './erase.ts';

/** What to look for; every field given must match. */
export interface AuditQuery {
  readonly correlationId?: string;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly vendor?: string;
  readonly pharmacy?: string;
  readonly outcome?: string;
  readonly action?: string;
  /** Pseudonyms of a user, under every key. */
  readonly user?: readonly PersonPseudonym[];
  /** Pseudonyms of the person asked about, under every key. */
  readonly subject?: readonly PersonPseudonym[];
  readonly from?: Date;
  /** Exclusive. */
  readonly until?: Date;
}

const MOST = 10_000;

/** Finds facts, newest first; at most `limit` (10 000). */
export async function findFacts(collections: AuditCollections, query: AuditQuery, limit = 1_000): Promise<AuditFact[]> {
  const filter = await filterOf(collections, query);
  const found = await collections.content.find(filter).sort({ at: -1 }).limit(Math.min(limit, MOST)).toArray();
  // What happened in the same millisecond: as it stands in its topic.
  found.sort(
    (one, other) => other.at.getTime() - one.at.getTime() || (one.chain === other.chain ? other.offset - one.offset : 0),
  );
  return found.flatMap((content) => factOf(content) ?? []);
}

/** What a content says; undefined where it stands elsewhere than its bytes say: such a document is no part of the record. */
function factOf({ _id, chain, canonical }: ContentRecord): AuditFact | undefined {
  const fact = factIn(canonical);
  return fact?.id === _id && fact.chain === chain ? fact : undefined;
}

/** Every fact that matches, oldest first, however many there are. */
export async function* eachFact(collections: AuditCollections, query: AuditQuery): AsyncGenerator<AuditFact> {
  for await (const content of collections.content.find(await filterOf(collections, query)).sort({ at: 1 })) {
    const fact = factOf(content);
    if (fact !== undefined) {
      yield fact;
    }
  }
}

/** The filter that a query means. People are looked up by their references, as content knows no pseudonyms. */
export async function filterOf(collections: AuditCollections, query: AuditQuery): Promise<Filter<ContentRecord>> {
  const { user, subject, from, until, ...exact } = query;
  const time = { ...(from !== undefined && { $gte: from }), ...(until !== undefined && { $lt: until }) };
  return {
    ...Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined)),
    ...(user !== undefined && { user: { $in: await referencesOf(collections, user) } }),
    ...(subject !== undefined && { subject: { $in: await referencesOf(collections, subject) } }),
    ...(Object.keys(time).length > 0 && { at: time }),
  };
}
