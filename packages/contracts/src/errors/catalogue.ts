import { z } from 'zod';
import type { Advice } from './advice/advice.ts';
import { degradedAdvice } from './advice/degraded.ts';
import { rejectedAdvice } from './advice/rejected.ts';

/** Codes of requests that will not be asked (again). */
export type RejectedCode = keyof typeof rejectedAdvice;
/** Codes of requests that have no verdict yet. */
export type DegradedCode = keyof typeof degradedAdvice;
/** Every code that a cause may carry. */
export type ErrorCode = RejectedCode | DegradedCode;

/**
 * When a degraded request is asked again: `again` until its end, `bounded` at most three attempts,
 * `on-change` when the credential or the block that caused it changes.
 */
export type Recheck = 'again' | 'bounded' | 'on-change';

const RECHECKS: Readonly<Record<DegradedCode, Recheck>> = {
  'mysecu-unavailable': 'again',
  'mysecu-timeout': 'again',
  'mysecu-fault': 'again',
  'identity-provider-unavailable': 'again',
  'token-service-unavailable': 'again',
  'rate-limited': 'again',
  overloaded: 'again',
  maintenance: 'again',
  'officine-unavailable': 'again',
  internal: 'again',
  'mysecu-untrusted-answer': 'bounded',
  'mysecu-answer-mismatch': 'bounded',
  'authentication-refused': 'on-change',
  'certificate-unreadable': 'on-change',
  'certificate-expired': 'on-change',
  'blocked-by-mysecu': 'on-change',
};

/** What the catalogue knows of a code. */
export type CatalogueEntry =
  | { readonly code: RejectedCode; readonly outcome: 'rejected'; readonly advice: Advice }
  | { readonly code: DegradedCode; readonly outcome: 'degraded'; readonly recheck: Recheck; readonly advice: Advice };

/** How many attempts a code with `bounded` re-checks gets in all. */
export const BOUNDED_ATTEMPTS = 3;

/** All codes, rejected first, in the order of the architecture's table. */
export const errorCodes: readonly ErrorCode[] = [...keysOf(rejectedAdvice), ...keysOf(degradedAdvice)];

/** A code, in a schema. */
export const errorCode = z.enum(errorCodes);

/** Whether `code` ends a request without an answer. */
export function isRejectedCode(code: ErrorCode): code is RejectedCode {
  return code in rejectedAdvice;
}

/** The catalogue's entry of `code`. */
export function catalogueEntry(code: ErrorCode): CatalogueEntry {
  if (isRejectedCode(code)) {
    return { code, outcome: 'rejected', advice: rejectedAdvice[code] };
  }
  return { code, outcome: 'degraded', recheck: RECHECKS[code], advice: degradedAdvice[code] };
}

function keysOf<T extends object>(entries: T): readonly (keyof T)[] {
  return Object.keys(entries) as (keyof T)[];
}
