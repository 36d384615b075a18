import { setTimeout as delay } from 'node:timers/promises';
import type { connectKafka } from '@officine/kafka';

const RETRY_MS = 1_000;

/** The id of the Kafka cluster: part of a chain's name, so that a topic of another cluster never continues it. */
export class ClusterIdentity {
  readonly #kafka: ReturnType<typeof connectKafka>;
  #id: Promise<string> | undefined;

  constructor(kafka: ReturnType<typeof connectKafka>) {
    this.#kafka = kafka;
  }

  /** Asked once; waits for a Kafka that is away, until `signal` aborts. */
  id(signal: AbortSignal): Promise<string> {
    this.#id ??= this.#ask(signal);
    return this.#id;
  }

  async #ask(signal: AbortSignal): Promise<string> {
    for (;;) {
      signal.throwIfAborted();
      const admin = this.#kafka.admin();
      try {
        await admin.connect();
        return (await admin.describeCluster()).clusterId;
      } catch {
        await delay(RETRY_MS, undefined, { signal });
      } finally {
        await admin.disconnect().catch(() => undefined);
      }
    }
  }
}
