import type { IHeaders } from 'kafkajs';

/** Headers past these bounds are dropped: they are a stranger's bytes, copied to spans and dead letters. */
export const HEADER_BOUNDS = { count: 64, nameLength: 128, valueBytes: 8_192 } as const;

/**
 * Headers as plain text: UTF-8, and the last one where a name is repeated. Oversized or surplus headers are left out, never
 * cut: half a value could pass for a whole one.
 */
export function inboundHeaders(headers: IHeaders | undefined): Record<string, string> {
  // Without a prototype a header named `__proto__` is a name like any other.
  const plain: Record<string, string> = Object.create(null);
  let count = 0;
  for (const [name, raw] of Object.entries(headers ?? {})) {
    const last = Array.isArray(raw) ? raw.at(-1) : raw;
    if (last === undefined || name.length > HEADER_BOUNDS.nameLength || Buffer.byteLength(last) > HEADER_BOUNDS.valueBytes) {
      continue;
    }
    count += 1;
    if (count > HEADER_BOUNDS.count) {
      break;
    }
    plain[name] = last.toString('utf8');
  }
  return plain;
}
