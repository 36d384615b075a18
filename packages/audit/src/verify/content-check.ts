import { factIn, searchFieldsOf } from '../chain/content.ts';
import type { ChainEntry, ContentRecord, SearchFields } from '../chain/records.ts';

const FIELDS = [
  'action',
  'vendor',
  'pharmacy',
  'user',
  'subject',
  'requestId',
  'correlationId',
  'traceId',
  'outcome',
] as const satisfies readonly (keyof SearchFields)[];

/** Whether ids, place and search fields are those that the hashed bytes give. */
export function sameFields({ _id: id, chain, offset }: ChainEntry, content: ContentRecord): boolean {
  const fact = factIn(content.canonical);
  if (fact === undefined || fact.id !== id || fact.chain !== chain || fact.offset !== offset) {
    return false;
  }
  if (content._id !== id || content.chain !== chain || content.offset !== offset) {
    return false;
  }
  const hashed = searchFieldsOf(fact.data);
  return hashed.at.getTime() === content.at.getTime() && FIELDS.every((field) => hashed[field] === content[field]);
}
