import { type CharterRecorded, charterRecorded, decodeEvent, parseData, topics } from '@officine/contracts';
import { inboundHeaders } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { readToEnd } from '../control/read-to-end.ts';

/** A user's last acceptance, and where it is written. */
export interface Acceptance extends CharterRecorded {
  readonly vendor: string;
  readonly topic: string;
  /** `partition:offset`. */
  readonly position: string;
  readonly eventId: string;
  /** The event with which the vendor sent it, and its place in the vendor's requests topic. */
  readonly requestId?: string;
  readonly requestPosition?: string;
}

/** The last acceptance of each user. Rejects when Kafka or the topic cannot be reached. */
export async function readAcceptances(kafka: Kafka): Promise<readonly Acceptance[]> {
  const topic = topics.charterAcceptances.name;
  const found = new Map<string, Acceptance>();
  await readToEnd(kafka, topic, ({ key, value, headers, offset }, partition) => {
    const name = key?.toString() ?? '';
    const decoded = value === null ? undefined : decodeEvent({ headers: inboundHeaders(headers), value });
    const parsed = decoded?.readable === true ? parseData(charterRecorded, decoded.event.data) : undefined;
    if (decoded?.readable !== true || parsed?.fits !== true) {
      found.delete(name);
      return;
    }
    const { id, subject, extensions } = decoded.event;
    const requestPosition = extensions['sourceposition'];
    found.set(name, {
      ...parsed.data,
      vendor: name.split('/', 1)[0] ?? '',
      topic,
      position: `${partition}:${offset}`,
      eventId: id,
      ...(subject !== undefined && { requestId: subject }),
      ...(requestPosition !== undefined && { requestPosition }),
    });
  });
  return [...found.values()].sort((a, b) => a.vendor.localeCompare(b.vendor) || a.pharmacy.localeCompare(b.pharmacy));
}
