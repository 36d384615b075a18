/** Causes that people are told apart; machines get the finer code. */
export type Cause =
  | 'name'
  | 'connection'
  | 'timeout'
  | 'certificate'
  | 'server-error'
  | 'fault'
  | 'untrusted'
  | 'token'
  | 'probes-fail'
  | 'calls-fail'
  | 'partly'
  | 'slow'
  | 'blind'
  | 'not-observed'
  | 'away';

const CODES: Readonly<Record<Cause, readonly string[]>> = {
  name: ['name-not-found', 'dns'],
  connection: [
    ...['connection-refused', 'connection-reset', 'connect-timeout', 'host-unreachable', 'network', 'transport', 'truncated'],
    'unreachable-through-proxy',
  ],
  timeout: ['timeout', 'read-timeout', 'deadline', 'aborted'],
  certificate: ['tls', 'tls-wrong-host', 'tls-untrusted-authority', 'tls-expired', 'tls-client-refused'],
  'server-error': [
    ...['http-5xx', 'http-status', 'http-forbidden', 'html-page', 'wrong-content', 'empty-answer', 'oversized'],
    ...['unexpected-answer', 'unreadable-value', 'wrong-element', 'no-token', 'wrong-token-type', 'not-cancelled'],
  ],
  fault: ['fault', 'refused', 'blocked', 'authentication-refused'],
  untrusted: ['untrusted', 'other-subject', 'replayed'],
  token: ['token-refused', 'fresh-token-refused'],
  'probes-fail': ['probes-fail-traffic-answers'],
  'calls-fail': ['traffic-fails-probes-answer'],
  partly: ['calls-fail-in-part'],
  slow: ['slow'],
  blind: ['monitor-blind', 'own-network', 'proxy'],
  'not-observed': ['not-observed'],
  away: ['monitor-away'],
};
const CAUSE_OF: ReadonlyMap<string, Cause> = new Map(
  Object.entries(CODES).flatMap(([cause, codes]) => codes.map((code): [string, Cause] => [code, cause as Cause])),
);

/** What people are told of a code. Whatever else is wrong with an answer is that it cannot be trusted. */
export function causeOf(code: string): Cause {
  return CAUSE_OF.get(code) ?? 'untrusted';
}
