import type { ControlVendor } from '@officine/contracts';
import type { KafkaSettings } from '@officine/kafka';
import { topicNames, withAdmin } from './officine-topics.ts';

/**
 * On a Kafka that is not ours, remembers which of Officine's topics were there; the returned function removes the others. The records of
 * a run mean nothing to the next, whose keys are new.
 */
export async function rememberTopics(kafka: KafkaSettings, vendors: readonly ControlVendor[]): Promise<() => Promise<void>> {
  const before = new Set(await withAdmin(kafka, (admin) => admin.listTopics()));
  return () =>
    withAdmin(kafka, async (admin) => {
      const now = new Set(await admin.listTopics());
      const made = topicNames(vendors).filter((name) => now.has(name) && !before.has(name));
      if (made.length > 0) {
        await admin.deleteTopics({ topics: made, timeout: 10_000 });
      }
    });
}
