import canonicalize from 'canonicalize';

/**
 * The one byte form of a JSON value (RFC 8785), for hashing.
 * Throws a TypeError when `value` is not representable in JSON.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new TypeError('The value has no JSON form');
  }
  return text;
}
