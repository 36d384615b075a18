import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import { letIdleQueuesRest } from './idle-queues.ts';
import type { KafkaLogger } from './kafka-logger.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { kafkajsLogs } from './kafkajs-logs.ts';
import { writeRecordsInOnePiece } from './lean-records.ts';

/**
 * A hung broker must be noticed well before a member's session ends (6 s), or one stalled request would cost the whole
 * group its partitions.
 */
const REQUEST_TIMEOUT_MS = 5_000;
/** A TLS handshake with SASL over a distant network takes longer than kafkajs' default of one second. */
const CONNECTION_TIMEOUT_MS = 3_000;

/** A kafkajs client for the publishers, runners and views of one process. Connects nothing by itself. */
export function connectKafka(settings: KafkaSettings, logger: KafkaLogger): Kafka {
  letIdleQueuesRest();
  writeRecordsInOnePiece();
  const config: KafkaConfig = {
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    // Short and quick: members, publishers and views replace what failed, so that an outage ends when the broker is back
    // and not when an exponential pause is over.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    logLevel: logLevel.INFO,
    logCreator: () => kafkajsLogs(logger),
  };
  if (settings.ssl !== undefined) {
    config.ssl = { ...settings.ssl };
  }
  if (settings.sasl !== undefined) {
    config.sasl = saslOf(settings.sasl);
  }
  return remembered(config);
}

const configurations = new WeakMap<Kafka, KafkaConfig>();

function remembered(config: KafkaConfig): Kafka {
  const kafka = new Kafka(config);
  configurations.set(kafka, config);
  return kafka;
}

/**
 * A client of its own with the settings of `kafka`. All consumers of one client share a cache of committed offsets by group
 * (`index.js`, `consumer/offsetManager`): one on its way out would write into, or empty, that of its successor.
 */
export function clientOfItsOwn(kafka: Kafka, changes: Pick<KafkaConfig, 'socketFactory'> = {}): Kafka {
  const config = configurations.get(kafka);
  return config === undefined ? kafka : remembered({ ...config, ...changes });
}

function saslOf({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>): SASLOptions {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}
