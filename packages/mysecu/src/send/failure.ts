import type { CallStep, ErrorCode, Step } from '@officine/contracts';
import { type FailureKind, MySecuError } from '../errors.ts';
import type { Attempt } from '../exchange.ts';
import { PlatformRefusal } from '../read/platform-refusal.ts';
import { UnusableAnswer } from '../read/unusable-answer.ts';
import { UntrustedMessage } from '../security/untrusted.ts';
import { TransportFailure } from './transport-failure.ts';

/** A failed call: what its caller is told, and how the monitor counts it. */
export interface Failure {
  readonly error: MySecuError;
  readonly outcome: Attempt['outcome'];
}

const STEP_OF: Readonly<Record<CallStep, Step>> = { identity: 'identity', token: 'token', get: 'get', cancel: 'token' };

const UNAVAILABLE: Readonly<Record<CallStep, ErrorCode>> = {
  identity: 'identity-provider-unavailable',
  token: 'token-service-unavailable',
  get: 'mysecu-unavailable',
  cancel: 'token-service-unavailable',
};

const TIMEOUTS: ReadonlySet<FailureKind> = new Set<FailureKind>(['connect-timeout', 'read-timeout', 'deadline', 'aborted']);
const REFUSALS: ReadonlySet<FailureKind> = new Set<FailureKind>(['tls-client-refused', 'http-forbidden']);

/** Puts a failure into the catalogue's words; undefined for what is no failure of the call, such as a programming error. */
export function failureOf(cause: unknown, call: CallStep, correlationId: string | undefined): Failure | undefined {
  const handle = correlationId === undefined ? {} : { correlationId };
  if (cause instanceof TransportFailure) {
    const outcome = TIMEOUTS.has(cause.kind) ? 'timeout' : REFUSALS.has(cause.kind) ? 'refused' : 'transport';
    const details = { step: STEP_OF[call], call, kind: cause.kind, ...handle };
    return { outcome, error: new MySecuError(transportCode(cause.kind, call), details, { cause }) };
  }
  if (cause instanceof PlatformRefusal) {
    const { code, kind, platformText } = cause;
    const details = { step: STEP_OF[call], call, kind, platformText, ...handle };
    return { outcome: kind === 'fault' ? 'fault' : 'refused', error: new MySecuError(code, details, { cause }) };
  }
  if (cause instanceof UntrustedMessage) {
    const code = cause.reason === 'assertion-broken-in-request' ? 'internal' : 'mysecu-untrusted-answer';
    return {
      outcome: 'untrusted',
      error: new MySecuError(code, { step: 'verify', call, kind: cause.reason, ...handle }, { cause }),
    };
  }
  if (cause instanceof UnusableAnswer) {
    const code = cause.kind === 'replayed' ? 'mysecu-untrusted-answer' : UNAVAILABLE[call];
    return {
      outcome: 'untrusted',
      error: new MySecuError(code, { step: 'verify', call, kind: cause.kind, ...handle }, { cause }),
    };
  }
  return undefined;
}

function transportCode(kind: FailureKind, call: CallStep): ErrorCode {
  if (REFUSALS.has(kind)) return 'authentication-refused';
  return call === 'get' && TIMEOUTS.has(kind) ? 'mysecu-timeout' : UNAVAILABLE[call];
}
