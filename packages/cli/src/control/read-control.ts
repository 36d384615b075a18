import { type ControlKind, controlEvents, controlKinds, decodeEvent, parseData } from '@officine/contracts';
import type { IHeaders, Kafka } from 'kafkajs';
import type { ControlRecord, ControlRecords } from './control-records.ts';
import { readToEnd } from './read-to-end.ts';

/**
 * What is in force: the control topic, read to its end.
 * Rejects when Kafka or the topic cannot be reached.
 */
export async function readControl(kafka: Kafka, topic: string): Promise<ControlRecords> {
  const records = new Map<string, ControlRecord>();
  await readToEnd(kafka, topic, ({ key, value, headers }) => {
    const name = key?.toString() ?? '';
    if (value === null) {
      records.delete(name);
      return;
    }
    const record = readRecord(name, value, headers);
    if (record !== undefined) {
      records.set(name, record);
    }
  });
  return new Map([...records].sort(([a], [b]) => a.localeCompare(b)));
}

function readRecord(key: string, value: Buffer, headers: IHeaders | undefined): ControlRecord | undefined {
  const slash = key.indexOf('/');
  const kind = key.slice(0, slash);
  const decoded = decodeEvent({ headers: textHeaders(headers), value });
  if (!(isControlKind(kind) && decoded.readable)) {
    return;
  }
  const { type, source, time, data } = decoded.event;
  const parsed = parseData(controlEvents(kind).find((event) => event.type === type) ?? controlKinds[kind], data);
  const written = time === undefined ? {} : { written: { at: time, source } };
  // What does not fit any more is shown as it is: the next apply puts it right.
  return { kind, id: key.slice(slash + 1), data: parsed.fits ? parsed.data : data, ...written };
}

function isControlKind(kind: string): kind is ControlKind {
  return kind in controlKinds;
}

function textHeaders(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, String(Array.isArray(value) ? value.at(-1) : value)]),
  );
}
