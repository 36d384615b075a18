import type { IHeaders } from 'kafkajs';

/** Kafka's headers as text, the last of several of a name. */
export function plainHeaders(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
  );
}
