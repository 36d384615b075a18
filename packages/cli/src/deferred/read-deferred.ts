import { type CheckDeferred, checkDeferred, decodeEvent, parseData, topics } from '@officine/contracts';
import { inboundHeaders } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { readToEnd } from '../control/read-to-end.ts';

/** The checks that still owe their true answer: the deferred topic, read to its end. Rejects when Kafka or the topic cannot be reached. */
export async function readDeferred(kafka: Kafka): Promise<readonly CheckDeferred[]> {
  const open = new Map<string, CheckDeferred>();
  await readToEnd(kafka, topics.deferred.name, ({ key, value, headers }) => {
    const name = key?.toString() ?? '';
    if (value === null) {
      open.delete(name);
      return;
    }
    const decoded = decodeEvent({ headers: inboundHeaders(headers), value });
    const parsed = decoded.readable ? parseData<CheckDeferred>(checkDeferred, decoded.event.data) : undefined;
    if (parsed?.fits === true) {
      open.set(name, parsed.data);
    }
  });
  return [...open.values()].sort((one, other) => one.receivedAt.localeCompare(other.receivedAt));
}

/** Whether a scope of an operator's order means a deferred check. */
export function isMeant(scope: string, { vendor, requestId, request }: CheckDeferred): boolean {
  return [
    'all',
    `vendor/${vendor}`,
    `pharmacy/${request.pharmacy}`,
    `check/${request.check}`,
    `request/${vendor}/${requestId}`,
  ].includes(scope);
}
