import type { AuditCollections } from './collections.ts';

const BATCH = 1_000;

/** The actions that the audit has of each of a vendor's requests; requests that it does not know are left out. */
export async function actionsOf(
  { content }: Pick<AuditCollections, 'content'>,
  vendor: string,
  requestIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const actions = new Map<string, Set<string>>();
  for (let from = 0; from < requestIds.length; from += BATCH) {
    const found = content
      .find({ requestId: { $in: requestIds.slice(from, from + BATCH) }, vendor })
      .project<{ requestId: string; action: string }>({ _id: 0, requestId: 1, action: 1 });
    for await (const { requestId, action } of found) {
      const known = actions.get(requestId) ?? new Set();
      actions.set(requestId, known.add(action));
    }
  }
  return actions;
}
