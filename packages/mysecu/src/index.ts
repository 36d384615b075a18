export { assertCurrent, type Credential, CredentialError, type CredentialReason } from './credentials/credential.ts';
export {
  type CredentialFinding,
  type InspectionOptions,
  inspectCredential,
} from './credentials/inspect-credential.ts';
export { type CredentialSource, createCredential, openCredential } from './credentials/open-pkcs12.ts';
export {
  type ContentKind,
  type FailureKind,
  type FaultKind,
  type MismatchKind,
  MySecuError,
  type TransportKind,
} from './errors.ts';
export type { Assertion, Attempt, Caller, CallOptions, Exchange, SessionToken, SyncRequest, VerifiedAnswer } from './exchange.ts';
export type { AskingContext, CheckModel, Reading } from './models/check-model.ts';
export { loadModels, type Models } from './models/load-models.ts';
export { createMySecu, type MySecu } from './mysecu.ts';
export { type SignedPart, type VerificationReport, verifyCapturedMessage } from './security/captured-message.ts';
export type { UntrustedReason } from './security/untrusted.ts';
export type { Outgoing, PostLimits, Reply, Transport } from './send/post.ts';
export { type MySecuFiles, type MySecuSettings, readMySecuSettings } from './wire/settings.ts';
export { type KeyInfoForm, parseWireProfile, type WireProfile, wireProfile } from './wire/wire-profile.ts';
export type { CanonicalXml } from './xml/canonical-text.ts';
export type { XmlElementData } from './xml/element.ts';
