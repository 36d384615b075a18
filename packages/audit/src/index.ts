export { type ChainPlace, chainName } from './chain/chain-name.ts';
export { type AuditFact, contentOf, type FactData, factIn } from './chain/content.ts';
export { chainHashOf, contentHashOf, genesisOf, hashText } from './chain/hashes.ts';
export { emptyHead, headOf, link } from './chain/link.ts';
export type { ChainEntry, ChainHead, ContentRecord, SearchFields } from './chain/records.ts';
export {
  type Checkpoint,
  type CheckpointClaims,
  checkpointHashOf,
  claimsIn,
  readCheckpoint,
  signCheckpoint,
} from './checkpoints/checkpoint.ts';
export { kidOf, type Signer, signerOf } from './checkpoints/signing.ts';
export { COLUMNS, csvLine, csvOf, rowOf } from './export/csv.ts';
export { type FhirAuditEvent, fhirAuditEventOf, fhirBundleOf } from './export/fhir-audit-event.ts';
export { type SupportFile, type SupportStep, supportFileOf } from './export/support-file.ts';
export { type PersonPseudonym, referenceOf, subjectIdOf } from './people/references.ts';
export { type PurgeClaims, type PurgeRecord, readPurge, signPurge } from './purges/purge-record.ts';
export { cutoffOf, RetentionError } from './purges/retention.ts';
export { compareEvents, type EventMismatch, type TopicEvent } from './reconcile/events.ts';
export { type Audited, type Difference, type Mismatch, type RequestTrace, reconcile } from './reconcile/reconcile.ts';
export { auditedOf } from './store/audited-of.ts';
export { latestChain, type PartitionPlace, readHead } from './store/chain-heads.ts';
export { type Appended, ChainContested, ChainWriter, type ReceivedEvent } from './store/chain-writer.ts';
export { ChainContradicts, CheckpointBook } from './store/checkpoint-book.ts';
export {
  type AuditCollections,
  auditCollections,
  type ChainDocument,
  type CheckpointDocument,
  ensureIndexes,
  type HoldDocument,
  INDEXES,
  IndexesMissing,
} from './store/collections.ts';
export { databaseNameIn } from './store/database-name.ts';
export { databaseTrail } from './store/database-trail.ts';
export { type Erasure, ErasureRefused, erasePerson, referencesOf } from './store/erase.ts';
export { type AuditQuery, eachFact, filterOf, findFacts } from './store/find.ts';
export { HoldWithoutScope, placeHold, releaseHold } from './store/holds.ts';
export { type Purged, purgeExpired } from './store/purge.ts';
export { SubjectRegistry } from './store/subject-registry.ts';
export { ChainVerifier, type VerifyState } from './verify/chain-verifier.ts';
export { CheckpointRow, type VouchedHeads } from './verify/checkpoint-row.ts';
export type { Finding, Tampering } from './verify/finding.ts';
export { Proofs } from './verify/proofs.ts';
export { type TrailParts, trailInMemory } from './verify/trail-in-memory.ts';
export type { TrailSource } from './verify/trail-source.ts';
export { type CheckpointsVerdict, verifyCheckpoints } from './verify/verify-checkpoints.ts';
export { type VerifyOptions, type VerifyReport, verifyTrail } from './verify/verify-trail.ts';
export { witness } from './verify/witness.ts';
