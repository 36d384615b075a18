import type { KafkaLogger } from '@officine/kafka';

/** A command tells what failed by its own error line; Kafka's talk on the way there is noise. */
export const SILENT: KafkaLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
