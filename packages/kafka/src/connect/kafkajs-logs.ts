import { type LogEntry, logLevel } from 'kafkajs';
import type { KafkaLogger } from './kafka-logger.ts';

/** kafkajs attaches whole records and stacks to its lines; only these members are known to be free of a person's data. */
const HARMLESS = ['groupId', 'topic', 'partition', 'broker', 'nodeId', 'retryCount', 'retryTime', 'apiName', 'clientId'] as const;

/** kafkajs remarks upon a choice of ours at every start: the publisher bounds retries because its callers have deadlines. */
const REMARK = /^Limiting retries for the idempotent producer/;

/**
 * Routes kafkajs' own lines to `logger`, one step quieter each: what it calls an error is mostly a retry that succeeds, and
 * whoever owns the producer or consumer reports the failures that are final.
 */
export function kafkajsLogs(logger: KafkaLogger): (entry: LogEntry) => void {
  return ({ namespace, level, log }) => {
    const details: Record<string, unknown> = { component: `kafkajs ${namespace}`.trim() };
    for (const name of HARMLESS) {
      if (log[name] !== undefined) {
        details[name] = log[name];
      }
    }
    if (namespace === 'Connection' || REMARK.test(log.message)) {
      // Every refused response and connection, also those that are part of an ordinary join or retry.
      logger.debug(details, log.message);
    } else if (level === logLevel.ERROR) {
      logger.warn(details, log.message);
    } else if (level === logLevel.WARN) {
      logger.info(details, log.message);
    } else {
      logger.debug(details, log.message);
    }
  };
}
