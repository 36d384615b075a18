export { type AclOperation, type AclResource, type AclRule, aclText } from './acls/acl-rule.ts';
export { CONTROL_TRANSACTIONAL_ID, deriveAcls, serviceAcls, vendorAcls } from './acls/derive-acls.ts';
export { principalOf, SERVICES, type Service, serviceUser, vendorUser } from './acls/principals.ts';
export { type UserQuota, VENDOR_QUOTA, vendorQuota } from './acls/quotas.ts';
export { canonicalJson } from './canonical-json.ts';
export type { CloudEvent, DecodedEvent, EventRecord, UnreadableEvent } from './cloudevents/cloud-event.ts';
export { decodeEvent } from './cloudevents/decode.ts';
export { type EventContent, encodeEvent, eventHeaders } from './cloudevents/encode.ts';
export { type ParsedData, parseData } from './cloudevents/parse-data.ts';
export type { Advice, Text } from './errors/advice/advice.ts';
export { anomalyAdvice } from './errors/advice/anomaly.ts';
export {
  BOUNDED_ATTEMPTS,
  type CatalogueEntry,
  catalogueEntry,
  type DegradedCode,
  type ErrorCode,
  errorCodes,
  isRejectedCode,
  type Recheck,
  type RejectedCode,
} from './errors/catalogue.ts';
export { type Disposition, type ErrorDetails, OfficineError, STEPS, type Step } from './errors/officine-error.ts';
export {
  type AccessGranted,
  type AccessRevoked,
  accessGranted,
  accessId,
  accessRevoked,
  type ControlAccess,
} from './events/access.ts';
export { type AuditCheckpointed, type AuditRecorded, auditCheckpointed, auditRecorded } from './events/audit.ts';
export { type TokenIssued, type TokenRequested, tokenIssued, tokenRequested } from './events/auth-token.ts';
export {
  type AvailabilityChanged,
  type AvailabilityState,
  availabilityChanged,
  availabilityState,
  type Component,
  component,
} from './events/availability.ts';
export { type CharterAccepted, type CharterRecorded, charterAccepted, charterRecorded } from './events/charter.ts';
export {
  type AccidentQuestion,
  type AffiliationQuestion,
  type CheckRequested,
  checkRequested,
  type PrescriberQuestion,
  TIMEOUT_MS,
} from './events/check-requested.ts';
export {
  type Anomaly,
  type Cause,
  type CheckAnswered,
  type CheckDegraded,
  type CheckRejected,
  checkAnswered,
  checkDegraded,
  checkRejected,
} from './events/check-result.ts';
export {
  type ControlCharter,
  type ControlDegradation,
  type ControlEnvironment,
  type ControlKind,
  type ControlMaintenance,
  type ControlPharmacy,
  type ControlRecheckDrop,
  type ControlRecheckPause,
  type ControlSuspension,
  type ControlVendor,
  controlCharter,
  controlDegradation,
  controlEnvironment,
  controlEvents,
  controlKey,
  controlKinds,
  controlMaintenance,
  controlPharmacy,
  controlRecheckDrop,
  controlRecheckPause,
  controlSuspension,
  controlVendor,
  recheckScope,
  suspensionScope,
} from './events/control.ts';
export { type CheckDeferred, checkDeferred, type DeadLettered, deadLettered } from './events/deferral.ts';
export { type DataOf, defineEvent, type EventDefinition, jsonSchemaOf } from './events/define-event.ts';
export { type VerdictKept, verdictKept } from './events/last-known.ts';
export { type CallStep, callStep, type MysecuCalled, mysecuCalled } from './events/mysecu-called.ts';
export { type VendorNoticed, vendorNoticed } from './events/notice.ts';
export { type PermitsLent, type PermitsWanted, permitsLent, permitsWanted } from './events/permits.ts';
export type { AccidentVerdict, AffiliationVerdict, PrescriberVerdict, Verdict } from './events/verdict.ts';
export { type Check, check, type Environment, environment } from './identifiers.ts';
export { requestHash } from './request-hash.ts';
export {
  type Cleanup,
  defineTopic,
  type Party,
  type TopicDefinition,
  topicConfig,
  vendorTopicName,
} from './topics/define-topic.ts';
export * as topics from './topics/index.ts';
