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

/** `_id`, `chain`, `offset`, `canonical`, `at`. */
const OTHER_FIELDS = 5;

/** Whether ids, place and search fields are those that the hashed bytes give, and nothing stands beside them. */
export function sameFields({ _id: id, chain, offset }: ChainEntry, content: ContentRecord): boolean {
  const fact = factIn(content.canonical);
  if (fact === undefined || fact.id !== id || fact.chain !== chain || fact.offset !== offset) {
    return false;
  }
  if (content._id !== id || content.chain !== chain || content.offset !== offset) {
    return false;
  }
  const hashed = searchFieldsOf(fact.data);
  if (!(content.at instanceof Date) || hashed.at.getTime() !== content.at.getTime()) {
    return false;
  }
  let fields = OTHER_FIELDS;
  for (const field of FIELDS) {
    if (hashed[field] !== content[field]) {
      return false;
    }
    fields += hashed[field] === undefined ? 0 : 1;
  }
  return Object.keys(content).length === fields;
}
