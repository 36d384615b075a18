import type { Finding } from '../../domain/step-check.ts';
import { isOurOwn } from './blind.ts';
import { DialFailed } from './dial.ts';

/** What a failed probe found. */
export interface Failure {
  readonly finding: Exclude<Finding, 'ok'>;
  readonly reason: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'name-not-found',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'host-unreachable',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted-authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted-authority',
};

/** Alerts with which a server refuses us for our certificate, or for having none: it answers, if not to us. */
const REFUSALS =
  /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN|REQUIRED)|HANDSHAKE_FAILURE|ACCESS_DENIED)/;

/** Reads why a connection failed. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DialFailed) {
    return { finding: isOurOwn(error.reason) ? 'blind' : 'failed', reason: error.reason };
  }
  const code = codeOf(error);
  if (isOurOwn(code)) {
    return { finding: 'blind', reason: 'own-network' };
  }
  if (REFUSALS.test(code)) {
    return { finding: 'inconclusive', reason: 'client-certificate-refused' };
  }
  return { finding: 'failed', reason: REASONS[code] ?? (/SSL|TLS|CERT/.test(code) ? 'tls' : 'network') };
}

function codeOf(error: unknown): string {
  // Several addresses were tried: the first one's failure speaks for all.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  if (first instanceof Error && first.name === 'TimeoutError') {
    return 'ETIMEDOUT';
  }
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : '';
}
