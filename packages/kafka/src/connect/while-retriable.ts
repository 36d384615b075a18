import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 50;

/**
 * Repeats work as long as Kafka calls its failure retriable. Metadata of a new topic reaches brokers one by one, and its leader last:
 * whoever asks in between hears that there is no such topic or that this is not its leader, and kafkajs' administration gives up at
 * once. Thrown after `timeoutMs`, or at once when it is not retriable: the last error.
 */
export async function whileRetriable<T>(work: () => Promise<T>, timeoutMs = TIMEOUT_MS): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isRetriable(error) || performance.now() > until) {
        throw error;
      }
      await delay(PAUSE_MS);
    }
  }
}

function isRetriable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('retriable' in at && at.retriable === true) {
      return true;
    }
  }
  return false;
}
