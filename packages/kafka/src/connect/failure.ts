/** What the last error says in Kafka's words, from the innermost cause outwards: kafkajs wraps errors in retries of retries. */
export function failureType(error: unknown): string {
  let type = 'UNKNOWN';
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const candidate = 'type' in at && typeof at.type === 'string' ? at.type : at.name;
    if (!WRAPPERS.has(candidate)) {
      type = candidate;
    }
  }
  return type;
}

const WRAPPERS = new Set(['Error', 'KafkaJSNumberOfRetriesExceeded', 'KafkaJSNonRetriableError', 'KafkaJSError', 'UNKNOWN']);

/** Whether trying again with nothing changed by a human can help. */
export function isHopeless(type: string): boolean {
  return HOPELESS.has(type);
}

const HOPELESS = new Set([
  'KafkaJSSASLAuthenticationError',
  'SASL_AUTHENTICATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
]);
