import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/**
 * What makes two requests the same, and what results carry as `requesthash`: SHA-256, in hex, over the event id, a line feed and the
 * canonical data (RFC 8785) as it stands on the wire. A line feed cannot be confused with the data, which always begins with a brace.
 */
export function requestHash(id: string, data: unknown): string {
  return hash('sha256', `${id}\n${canonicalJson(data)}`);
}
