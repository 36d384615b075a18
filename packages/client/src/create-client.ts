import type { KafkaLogger, KafkaSettings } from '@officine/kafka';
import { v7 as uuid } from 'uuid';
import type { Client } from './client.ts';
import { systemClock } from './clock.ts';
import { KafkaTransport } from './kafka/kafka-transport.ts';
import { OfficineClient } from './officine-client.ts';

const START_MS = 10_000;
const VENDOR = /^[a-z0-9-]{2,32}$/;
const SILENT: KafkaLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface CreateClientOptions {
  /** The vendor's id, as the operator of Officine gave it. */
  readonly vendor: string;
  readonly kafka: Omit<KafkaSettings, 'clientId'> & { readonly clientId?: string };
  /** CloudEvents `source` of the requests; default `/vendors/<vendor>`. */
  readonly source?: string;
  /** A pino logger or its like; nothing is logged where absent. */
  readonly logger?: KafkaLogger;
  /**
   * Tells several clients of a vendor apart; default a new one each time. It becomes part of the names of consumer groups
   * (`officine.client.<vendor>.<instance>.<n>`), which Kafka's ACLs must allow by that prefix.
   */
  readonly instance?: string;
}

/**
 * A client that is ready to ask. With Kafka away it resolves all the same, after its first try: it goes on connecting behind, and checks
 * are answered locally meanwhile.
 * Throws a TypeError when the vendor's id cannot be one.
 */
export async function createClient(options: CreateClientOptions): Promise<Client> {
  const { vendor, kafka, source = `/vendors/${vendor}`, logger = SILENT, instance = uuid() } = options;
  if (!VENDOR.test(vendor)) {
    throw new TypeError('vendor must be 2 to 32 of a-z, 0-9 and -');
  }
  const { promise: tried, resolve: triedOnce } = Promise.withResolvers<void>();
  const transport = new KafkaTransport({
    vendor,
    kafka: { clientId: `officine-client-${vendor}`, ...kafka },
    logger,
    instance,
    failed: triedOnce,
  });
  const client = new OfficineClient({ vendor, source, transport, clock: systemClock, logger });
  client.start(triedOnce);
  const timer = setTimeout(triedOnce, START_MS);
  await tried;
  clearTimeout(timer);
  return client;
}
