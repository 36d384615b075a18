import { factIn } from '../chain/content.ts';
import type { Audited } from '../reconcile/reconcile.ts';
import type { AuditCollections } from './collections.ts';

const BATCH = 1_000;

/** What the audit has of each of a vendor's requests; requests that it does not know are left out. */
export async function auditedOf(
  { content }: Pick<AuditCollections, 'content'>,
  vendor: string,
  requestIds: readonly string[],
): Promise<Map<string, Audited>> {
  const audited = new Map<string, { readonly actions: Set<string>; readonly results: Set<string> }>();
  for (let from = 0; from < requestIds.length; from += BATCH) {
    const found = content
      .find({ requestId: { $in: requestIds.slice(from, from + BATCH) }, vendor })
      .project<{ requestId: string; action: string; canonical: string }>({ _id: 0, requestId: 1, action: 1, canonical: 1 });
    for await (const { requestId, action, canonical } of found) {
      const known = audited.get(requestId) ?? { actions: new Set(), results: new Set() };
      audited.set(requestId, known);
      known.actions.add(action);
      const resultId = factIn(canonical)?.data.resultId;
      if (resultId !== undefined) {
        known.results.add(resultId);
      }
    }
  }
  return audited;
}
