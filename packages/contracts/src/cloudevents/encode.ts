import type { EventDefinition } from '../events/define-event.ts';
import type { CloudEvent, EventRecord } from './cloud-event.ts';

/** What an event says beside its type. */
export type EventContent<Data> = Omit<CloudEvent<Data>, 'type' | 'extensions'> & {
  readonly extensions?: Readonly<Record<string, string>>;
};

/**
 * Writes an event in binary mode (CloudEvents Kafka protocol binding, 3.2): attributes as `ce_` headers, data as JSON value.
 * `data` is not validated again: it is the caller's own, checked by its type.
 */
export function encodeEvent<Data>(definition: EventDefinition<Data>, event: EventContent<Data>): EventRecord & { value: Buffer } {
  return {
    headers: eventHeaders(definition, event, 'application/json'),
    value: Buffer.from(JSON.stringify(event.data)),
  };
}

/** The binary-mode headers alone, for values that are not JSON on the wire (encrypted data). */
export function eventHeaders(
  definition: EventDefinition,
  event: Omit<EventContent<unknown>, 'data'>,
  contentType: string,
): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': contentType,
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: definition.type,
  };
  if (event.time !== undefined) {
    headers['ce_time'] = event.time;
  }
  if (event.subject !== undefined) {
    headers['ce_subject'] = event.subject;
  }
  for (const [name, value] of Object.entries(event.extensions ?? {})) {
    headers[`ce_${name}`] = value;
  }
  return headers;
}
