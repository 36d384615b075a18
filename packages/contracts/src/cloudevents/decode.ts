import { z } from 'zod';
import type { CloudEvent, DecodedEvent, EventRecord, UnreadableEvent } from './cloud-event.ts';

const PREFIX = 'ce_';
const CONTEXT = new Set(['specversion', 'id', 'source', 'type', 'time', 'subject', 'datacontenttype', 'dataschema']);
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;
const STRUCTURED_TYPE = /^application\/cloudevents\+json\s*(;|$)/i;

/** CloudEvents 1.0, 3: required and optional context attributes. Ids and sources are bounded, as they become keys and log fields. */
const attributes = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(256),
  source: z.string().min(1).max(1024),
  type: z.string().min(1).max(256),
  time: z.iso.datetime({ offset: true }).optional(),
  subject: z.string().min(1).max(512).optional(),
});

/**
 * Reads a record in binary or structured mode (CloudEvents Kafka protocol binding, 3.2 and 3.3). Never throws: what cannot be
 * read is told with the reason, and with the event's id where there is one.
 */
export function decodeEvent({ headers, value }: EventRecord): DecodedEvent {
  const { contentType, attributes: found } = readHeaders(headers);
  if (STRUCTURED_TYPE.test(contentType ?? '')) {
    return decodeStructured(value);
  }
  // A widespread library announces a structured event with the content type of its data, or with none. Without a single attribute
  // in the headers it cannot be one in binary mode.
  const isBare = Object.keys(found).length === 0 && (contentType === undefined || JSON_TYPE.test(contentType));
  return isBare && holdsEvent(value) ? decodeStructured(value) : decodeBinary(found, contentType, value);
}

/** Attributes and content type of the headers, whose names are compared as those of HTTP are. */
function readHeaders(headers: EventRecord['headers']): { contentType: string | undefined; attributes: Record<string, string> } {
  const found: Record<string, string> = {};
  let contentType: string | undefined;
  for (const [spelt, text] of Object.entries(headers)) {
    const name = spelt.toLowerCase();
    if (name.startsWith(PREFIX)) {
      found[name.slice(PREFIX.length)] = text;
    }
    if (name === 'content-type') {
      contentType = text;
    }
  }
  return { contentType, attributes: found };
}

function holdsEvent(value: Buffer | null): boolean {
  const parsed = value === null ? undefined : parseJson(value);
  return parsed?.ok === true && typeof parsed.value === 'object' && parsed.value !== null && 'specversion' in parsed.value;
}

function decodeBinary(
  found: Readonly<Record<string, string>>,
  contentType: string | undefined,
  value: Buffer | null,
): DecodedEvent {
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    return unreadable(found, 'content-type is not JSON');
  }
  if (value === null) {
    return unreadable(found, 'the record has no value');
  }
  const data = parseJson(value);
  return data.ok ? assemble(found, data.value) : unreadable(found, data.reason);
}

function decodeStructured(value: Buffer | null): DecodedEvent {
  const parsed = value === null ? { ok: false as const, reason: 'the record has no value' } : parseJson(value);
  if (!parsed.ok) {
    return unreadable({}, parsed.reason);
  }
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return unreadable({}, 'the structured event is not a JSON object');
  }
  const { data, data_base64: encoded, ...rest } = parsed.value as Record<string, unknown>;
  const found: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(rest)) {
    if (typeof attribute === 'string' || typeof attribute === 'number' || typeof attribute === 'boolean') {
      found[name] = String(attribute);
    }
  }
  if (encoded === undefined) {
    return assemble(found, data);
  }
  const decoded =
    typeof encoded === 'string'
      ? parseJson(Buffer.from(encoded, 'base64'))
      : { ok: false as const, reason: 'data_base64 is not text' };
  return decoded.ok ? assemble(found, decoded.value) : unreadable(found, decoded.reason);
}

function assemble(found: Readonly<Record<string, string>>, data: unknown): DecodedEvent {
  const context = attributes.safeParse(found);
  if (!context.success) {
    return unreadable(found, describe(context.error));
  }
  const { id, source, type, time, subject } = context.data;
  const extensions = Object.fromEntries(Object.entries(found).filter(([name]) => !CONTEXT.has(name)));
  const event: CloudEvent = { id, source, type, extensions, data, ...(time && { time }), ...(subject && { subject }) };
  return { readable: true, event };
}

function unreadable(found: Readonly<Record<string, string>>, reason: string): DecodedEvent {
  const { id, source } = found;
  const known: UnreadableEvent = { reason, ...(isUsable(id) && { id }), ...(isUsable(source) && { source }) };
  return { readable: false, ...known };
}

function isUsable(attribute: string | undefined): attribute is string {
  return attribute !== undefined && attribute.length > 0 && attribute.length <= 256;
}

function parseJson(bytes: Buffer): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    // The parser's own message quotes the value, which may hold personal data.
    return { ok: false, reason: 'the value is not JSON in UTF-8' };
  }
}

function describe(error: z.ZodError): string {
  const first = error.issues[0];
  return `attribute ${first?.path.join('.') ?? ''} is missing or not allowed`;
}
