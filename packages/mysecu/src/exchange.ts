import type { CallStep, ErrorCode } from '@officine/contracts';
import type { Credential } from './credentials/credential.ts';
import type { FailureKind } from './errors.ts';
import type { CanonicalXml } from './xml/canonical-text.ts';
import type { XmlElementData } from './xml/element.ts';

/** On whose behalf a call is made: the only party that mySecu sees. */
export interface Caller {
  /** Officine's id of the pharmacy; never sent. */
  readonly pharmacy: string;
  /** Provider code, 8 digits: the claim of the token request. */
  readonly codePrestataire: string;
  /** eSanté's number, 10 digits: asked of and demanded in the assertion. */
  readonly eHealthId: string;
  readonly credential: Credential;
  /** For establishments without the identity provider (protocol, section 3.2). */
  readonly usernameToken?: { readonly username: string; readonly password: string };
}

/** How one call ended, as the availability monitor counts it. Says nothing of a person. */
export interface Attempt {
  readonly step: CallStep;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: 'ok' | 'fault' | 'refused' | 'timeout' | 'transport' | 'untrusted';
  readonly code?: ErrorCode;
  readonly kind?: FailureKind;
  readonly ownFault: boolean;
  readonly correlationId?: string;
}

export interface CallOptions {
  /** Ends the call at once; the failure's kind is `aborted`. */
  readonly signal?: AbortSignal;
  /** Milliseconds from now after which the call ends whatever it is doing; the failure's kind is `deadline`. */
  readonly deadlineMs?: number;
  /** Told of the call once it has ended, well or badly, before its promise settles. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

/** A call that had a believed answer. */
export interface Exchange<T> {
  readonly value: T;
  /** mySecu's handle for its support, `Id-…`. */
  readonly correlationId?: string;
  readonly startedAt: Date;
  readonly durationMs: number;
}

/** An assertion whose signature and conditions were verified (protocol, section 3.1). Secret: it opens the token service. */
export interface Assertion {
  /** The element with every namespace in scope, so that its signature stays valid wherever it is put. */
  readonly xml: string;
  readonly id: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notOnOrAfter: Date;
}

/** A session token of the token service (protocol, section 3.2). */
export interface SessionToken {
  /** The `wsse:BinarySecurityToken` as received. Secret. */
  readonly xml: string;
  /** SHA-256 over the token, base64url: names it without giving it away. */
  readonly id: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What `get` asks: a message model's name and its payload, as a model of `loadModels` renders them. */
export interface SyncRequest {
  /** `[\w-]{1,32}` (protocol, section 2). */
  readonly modelUid: string;
  readonly payload: CanonicalXml;
}

/** A business answer, verified and read from the bytes that were signed (protocol, section 3.3). */
export interface VerifiedAnswer {
  /** The institution's element; undefined when the ResponseInfo is empty, which is no verdict. */
  readonly payload: XmlElementData | undefined;
  readonly signer: { readonly subject: string; readonly fingerprint: string };
  readonly correlationId?: string;
}
