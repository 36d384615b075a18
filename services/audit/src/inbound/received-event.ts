import type { ReceivedEvent } from '@officine/audit';
import { auditRecorded, decodeEvent, type Environment, parseData } from '@officine/contracts';
import type { InboundRecord } from '@officine/kafka';

/**
 * The event of a record. A record that is no audit event leaves a fact of its own, without its content: a gap in what was proved
 * must itself be proved. Its value stays in the topic for as long as that keeps it.
 */
export function receivedEvent(record: InboundRecord, environment: Environment): ReceivedEvent {
  const offset = Number(record.offset);
  const decoded = decodeEvent(record);
  if (decoded.readable && decoded.event.type === auditRecorded.type) {
    const parsed = parseData(auditRecorded, decoded.event.data);
    if (parsed.fits) {
      return { id: decoded.event.id, source: decoded.event.source, offset, data: parsed.data };
    }
  }
  const place = `${record.topic}/${record.partition}/${record.offset}`;
  return {
    // The time tells apart what stood at the same place before the topic was made anew.
    id: `unreadable:${place}@${record.timestamp}`,
    source: '/officine/audit',
    offset,
    data: {
      action: 'audit.unreadable',
      at: new Date(record.timestamp).toISOString(),
      environment,
      service: 'audit',
      object: place,
    },
  };
}
