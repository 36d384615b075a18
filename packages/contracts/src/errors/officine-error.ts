import { type ErrorCode, isRejectedCode } from './catalogue.ts';

/** The steps of a check's way, in order. */
export const STEPS = ['decode', 'authorise', 'admit', 'identity', 'token', 'get', 'verify', 'settle'] as const;
/** Where on a check's way something happened. */
export type Step = (typeof STEPS)[number];

/**
 * What a runner does about an error: `degrade` no verdict now, perhaps later; `reject` it can never work as asked;
 * `park` nobody can read it; `halt` we cannot even publish.
 */
export type Disposition = 'degrade' | 'reject' | 'park' | 'halt';

/** What is known of a failure beyond its code. Must stay free of personal data: it is published, logged and traced. */
export interface ErrorDetails {
  readonly step: Step;
  /** The field of the request that is at fault, as a dotted path. */
  readonly field?: string;
  /** A short machine-readable reason below the code, such as `wrong-signer`, or the platform's own bounded text. */
  readonly detail?: string;
  /** When the cause ends, RFC 3339, where somebody announced it. */
  readonly until?: string;
  /** The operator's own words about it. */
  readonly reason?: { readonly fr?: string | undefined; readonly de?: string | undefined; readonly en?: string | undefined };
  /** mySecu's Correlation-ID, when an answer was received. */
  readonly correlationId?: string;
  /** With `charter-not-accepted`: the version in force and where it can be read. */
  readonly charter?: {
    readonly version: string;
    readonly url: { readonly fr?: string | undefined; readonly de?: string | undefined; readonly en?: string | undefined };
  };
}

/** Thrown when a check cannot get a verdict; `code` says why, in the words of the one catalogue. */
export class OfficineError extends Error {
  override readonly name: string = 'OfficineError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails, options?: { readonly cause?: unknown }) {
    super(details.detail === undefined ? code : `${code}: ${details.detail}`, options);
    this.code = code;
    this.details = details;
  }

  get step(): Step {
    return this.details.step;
  }

  get disposition(): Disposition {
    return isRejectedCode(this.code) ? 'reject' : 'degrade';
  }

  /** Whether asking again, with nothing changed by anybody, may succeed. */
  get retryable(): boolean {
    return this.disposition === 'degrade';
  }
}
