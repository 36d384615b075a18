import type { Attributes } from '@opentelemetry/api';
import { ATTR } from './names.ts';

/**
 * The only attributes that leave the process. URLs, queries, headers, addresses of clients, statements and exception messages are
 * absent on purpose: any of them may carry a person's data, or a secret.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  ...Object.values(ATTR),
  'error.type',
  'exception.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'network.protocol.name',
  'network.protocol.version',
  'server.address',
  'server.port',
  'url.scheme',
  'db.system',
  'db.system.name',
  'db.operation.name',
  'db.collection.name',
  'db.namespace',
  'messaging.system',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.destination.partition.id',
  'messaging.kafka.offset',
  'messaging.consumer.group.name',
]);

/** Whether an attribute of this name may leave the process. */
export function isAllowed(name: string): boolean {
  return ALLOWED.has(name);
}

/** The attributes that may leave the process. */
export function allowedOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isAllowed(name)));
}
