import type { ErrorCode, MysecuCalled, OfficineError } from '@officine/contracts';

type Outcome = MysecuCalled['outcome'];

/** How the monitor and the breaker read a failed call; codes that arise before a call leaves are absent. */
const OUTCOMES: Partial<Record<ErrorCode, Outcome>> = {
  'mysecu-timeout': 'timeout',
  'mysecu-unavailable': 'transport',
  'mysecu-fault': 'fault',
  'authentication-refused': 'refused',
  'blocked-by-mysecu': 'refused',
  'mysecu-untrusted-answer': 'untrusted',
  'mysecu-answer-mismatch': 'untrusted',
};

/** The outcome of a call that ended with `error`; undefined when no call left. */
export function outcomeOf(error: OfficineError): Outcome | undefined {
  return OUTCOMES[error.code];
}

/** Whether this failure says that mySecu itself does not work: not so when it refuses one pharmacy's credential. */
export function countsAgainstMysecu(error: OfficineError): boolean {
  return outcomeOf(error) !== 'refused' && error.code !== 'mysecu-answer-mismatch';
}

/** Whether the cause lies with the caller's own credential. */
export function isOwnFault(error: OfficineError): boolean {
  return outcomeOf(error) === 'refused';
}
