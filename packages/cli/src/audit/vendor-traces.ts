import { type AuditCollections, auditedOf, type RequestTrace } from '@officine/audit';
import {
  checkAnswered,
  checkDegraded,
  checkRejected,
  checkRequested,
  decodeEvent,
  topics,
  vendorTopicName,
} from '@officine/contracts';
import type { connectKafka } from '@officine/kafka';
import type { KafkaMessage } from 'kafkajs';
import { readToEnd } from '../control/read-to-end.ts';
import { plainHeaders } from './plain-headers.ts';

const RESULTS = new Set([checkAnswered.type, checkDegraded.type, checkRejected.type]);

/** What a vendor's topics say of its requests, for as long as they reach back. */
export interface VendorTraces {
  /** When the broker took each request, ms. */
  readonly requested: ReadonlyMap<string, number>;
  /** Ids of the results of each request. */
  readonly results: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the topics of requests, of batches where there is one, and of results. */
export async function vendorTraces(kafka: ReturnType<typeof connectKafka>, vendor: string): Promise<VendorTraces> {
  const requested = new Map<string, number>();
  for (const topic of await requestTopicsOf(kafka, vendor)) {
    await readToEnd(kafka, topic, (message) => {
      const event = eventIn(message);
      if (event?.type === checkRequested.type) {
        requested.set(event.id, Number(message.timestamp));
      }
    });
  }
  const results = new Map<string, Set<string>>();
  await readToEnd(kafka, vendorTopicName(topics.results, vendor), (message) => {
    const event = eventIn(message);
    if (event?.subject !== undefined && RESULTS.has(event.type)) {
      const known = results.get(event.subject) ?? new Set();
      results.set(event.subject, known.add(event.id));
    }
  });
  return { requested, results };
}

/** The same, with what the audit has of each. */
export async function requestTraces(
  { requested, results }: VendorTraces,
  collections: AuditCollections,
  vendor: string,
): Promise<[string, RequestTrace][]> {
  const ids = [...new Set([...requested.keys(), ...results.keys()])];
  const audited = await auditedOf(collections, vendor, ids);
  return ids.map((id) => {
    const requestedAt = requested.get(id);
    const trace: RequestTrace = {
      results: results.get(id) ?? new Set(),
      audited: audited.get(id) ?? { actions: new Set(), results: new Set() },
      ...(requestedAt !== undefined && { requestedAt }),
    };
    return [id, trace];
  });
}

async function requestTopicsOf(kafka: ReturnType<typeof connectKafka>, vendor: string): Promise<string[]> {
  const batch = vendorTopicName(topics.batch, vendor);
  const admin = kafka.admin();
  try {
    await admin.connect();
    const hasBatch = (await admin.listTopics()).includes(batch);
    return [vendorTopicName(topics.requests, vendor), ...(hasBatch ? [batch] : [])];
  } finally {
    await admin.disconnect();
  }
}

function eventIn({ value, headers }: KafkaMessage) {
  const decoded = decodeEvent({ value, headers: plainHeaders(headers) });
  return decoded.readable ? decoded.event : undefined;
}
