import type { ContentKind, TransportKind } from '../errors.ts';

/** Thrown when no complete answer came; `kind` names whom to call. Carries no content. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly kind: TransportKind | ContentKind;

  constructor(kind: TransportKind | ContentKind, options?: { readonly cause?: unknown }) {
    super(kind, options);
    this.kind = kind;
  }
}

const KINDS: Readonly<Record<string, TransportKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  ETIMEDOUT: 'connect-timeout',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted-authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted-authority',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted-authority',
  CERT_UNTRUSTED: 'tls-untrusted-authority',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'tls-client-refused',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'tls-client-refused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'tls-client-refused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'tls-client-refused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'tls-client-refused',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'tls-client-refused',
};

/** Tells a failure of Node's sockets and TLS by its code; codes are stable, messages are not. */
export function transportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const code = codeOf(error);
  const kind = KINDS[code] ?? (/SSL|TLS|CERT/.test(code) ? 'tls' : 'network');
  return new TransportFailure(kind, { cause: error });
}

function codeOf(error: unknown): string {
  // Several addresses were tried: the first one's failure speaks for all.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : '';
}
