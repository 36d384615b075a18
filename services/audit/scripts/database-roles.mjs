// What each of the audit's database users may do, and the indexes that an administrator makes for them.
// `test/integration/database-users.integration.spec.ts` lets each of them do its work, and fail at everything else.

/** Every collection of the audit. */
export const COLLECTIONS = [
  'audit_chain',
  'audit_content',
  'audit_subjects',
  'audit_chains',
  'audit_checkpoints',
  'audit_checkpoints_published',
  'audit_purges',
  'audit_holds',
  'audit_state',
];

/** The same as in packages/audit: a test compares them. */
export const INDEXES = {
  audit_chain: [{ key: { chain: 1, seq: 1 }, unique: true }],
  audit_content: [
    { key: { chain: 1, offset: 1 } },
    { key: { correlationId: 1 }, sparse: true },
    { key: { requestId: 1 }, sparse: true },
    { key: { traceId: 1 }, sparse: true },
    { key: { subject: 1, at: 1 }, sparse: true },
    { key: { user: 1, at: 1 }, sparse: true },
    { key: { pharmacy: 1, at: 1 } },
    { key: { vendor: 1, at: 1 } },
    { key: { outcome: 1, at: 1 } },
    { key: { at: 1 } },
  ],
  audit_chains: [{ key: { cluster: 1, topic: 1, partition: 1, generation: 1 }, unique: true }],
  audit_checkpoints: [{ key: { chain: 1, seq: 1 } }],
};

/**
 * Privileges by user. Nobody may make indexes: an index with an expiry deletes records. Nobody but the purge may delete records, and
 * nobody may change one.
 */
export function privilegesOf(database) {
  const on = (collection, ...actions) => ({ resource: { db: database, collection }, actions });
  /** Everybody reads everything; more where it is named. */
  const readAnd = (more = {}) => COLLECTIONS.map((name) => on(name, 'find', 'listIndexes', ...(more[name] ?? [])));
  return {
    ingest: readAnd({
      audit_chain: ['insert'],
      audit_content: ['insert'],
      audit_subjects: ['insert'],
      audit_chains: ['insert'],
      audit_checkpoints: ['insert'],
      audit_checkpoints_published: ['insert'],
    }),
    purge: readAnd({ audit_chain: ['remove'], audit_content: ['remove'], audit_purges: ['insert'] }),
    steward: readAnd({
      audit_subjects: ['remove'],
      audit_holds: ['insert', 'remove'],
      audit_state: ['insert', 'update'],
    }),
    reader: readAnd(),
  };
}
