import { type CallStep, type ErrorCode, type ErrorDetails, OfficineError, type Step } from '@officine/contracts';
import type { UntrustedReason } from './security/untrusted.ts';

/** Why no answer came over the network; each is told apart because each has another person to call. */
export type TransportKind =
  | 'dns'
  | 'connection-refused'
  | 'connection-reset'
  | 'connect-timeout'
  | 'read-timeout'
  | 'deadline'
  | 'aborted'
  | 'proxy'
  | 'tls-wrong-host'
  | 'tls-untrusted-authority'
  | 'tls-expired'
  | 'tls-client-refused'
  | 'tls'
  | 'truncated'
  | 'oversized'
  | 'network';

/** What came back was no SOAP message at all. */
export type ContentKind = 'html-page' | 'wrong-content' | 'empty-answer' | 'http-status' | 'http-forbidden';

/** What a `soap:Fault` means; section 3.5 leaves the codes open, so the wire profile maps them. */
export type FaultKind = 'token-refused' | 'authentication-refused' | 'blocked' | 'fault';

/** What is wrong with an answer that is signed and yet not the one asked for. */
export type MismatchKind =
  | 'other-subject'
  | 'wrong-element'
  | 'unreadable-value'
  | 'replayed'
  | 'no-token'
  | 'wrong-token-type'
  | 'not-cancelled';

/** The machine-readable reason below a code. Never personal data. */
export type FailureKind = TransportKind | ContentKind | FaultKind | MismatchKind | UntrustedReason;

export interface MySecuErrorDetails {
  readonly step: Step;
  /** The call during which it happened: `step` says `verify` when the answer was at fault. */
  readonly call: CallStep;
  readonly kind: FailureKind;
  /** The platform's own words, bounded and stripped of anything that looks like an identifier. */
  readonly platformText?: string;
  readonly correlationId?: string;
}

/** Thrown when a call to eSanté or mySecu has no usable answer. Never a verdict, and free of personal data. */
export class MySecuError extends OfficineError {
  override readonly name = 'MySecuError';
  readonly kind: FailureKind;
  readonly call: CallStep;

  constructor(code: ErrorCode, details: MySecuErrorDetails, options?: { readonly cause?: unknown }) {
    super(code, detailsOf(details), options);
    this.kind = details.kind;
    this.call = details.call;
  }

  get detail(): string | undefined {
    return this.details.detail;
  }

  get correlationId(): string | undefined {
    return this.details.correlationId;
  }

  /** True when mySecu refused the session token of a `get`: one forced refresh and one more try may help. */
  get tokenRefused(): boolean {
    return this.kind === 'token-refused';
  }

  /** Whether the cause lies with the caller's own credential or access: not an outage of mySecu. */
  get ownFault(): boolean {
    return OWN_FAULTS.has(this.kind);
  }
}

const OWN_FAULTS: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'authentication-refused',
  'token-refused',
  'blocked',
  'http-forbidden',
  'aborted',
  'tls-client-refused',
]);

function detailsOf({ step, kind, platformText, correlationId }: MySecuErrorDetails): ErrorDetails {
  return {
    step,
    detail: platformText === undefined ? kind : `${kind}: ${platformText}`,
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}
