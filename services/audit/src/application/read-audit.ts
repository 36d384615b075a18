import {
  type AuditCollections,
  type AuditFact,
  type AuditQuery,
  type CheckpointDocument,
  fhirBundleOf,
  findFacts,
  type SupportFile,
  supportFileOf,
} from '@officine/audit';

/** How something was read: what the audit says of it. */
export type Reading = 'search' | 'support-file' | 'fhir' | 'checkpoints';

/** Writes into the audit that somebody reads it. */
export interface ReadTrail {
  /** Resolves when the brokers have it. */
  read(by: string, how: Reading, vendor: string | undefined, requestId?: string): Promise<void>;
}

/** Reads the record. Every reading is in the audit before its answer leaves. */
export class ReadAudit {
  readonly #collections: AuditCollections;
  readonly #trail: ReadTrail;

  constructor(collections: AuditCollections, trail: ReadTrail) {
    this.#collections = collections;
    this.#trail = trail;
  }

  async search(by: string, query: AuditQuery, limit: number): Promise<AuditFact[]> {
    await this.#trail.read(by, 'search', query.vendor, query.requestId);
    return findFacts(this.#collections, query, limit);
  }

  async fhir(by: string, query: AuditQuery, limit: number): Promise<object> {
    await this.#trail.read(by, 'fhir', query.vendor, query.requestId);
    return fhirBundleOf(await findFacts(this.#collections, query, limit), new Date());
  }

  async supportFile(by: string, requestId: string, vendor: string | undefined): Promise<SupportFile | undefined> {
    await this.#trail.read(by, 'support-file', vendor, requestId);
    return supportFileOf(requestId, await findFacts(this.#collections, { requestId, ...(vendor !== undefined && { vendor }) }));
  }

  /** Signed checkpoints after `number`, 1 000 at most. */
  async checkpoints(by: string, number: number): Promise<Pick<CheckpointDocument, 'jws'>[]> {
    await this.#trail.read(by, 'checkpoints', undefined);
    const found = await this.#collections.checkpoints
      .find({ _id: { $gt: number } })
      .sort({ _id: 1 })
      .limit(1_000)
      .toArray();
    return found.map(({ jws }) => ({ jws }));
  }
}
