import type { ControlVendor } from '@officine/contracts';
import { topicNames, withAdmin } from './officine-topics.ts';

/**
 * On a Kafka that is not ours, remembers which of Officine's topics were there; the returned function removes the others. The records of
 * a run mean nothing to the next, whose keys are new.
 */
export async function rememberTopics(kafkaBrokers: string, vendors: readonly ControlVendor[]): Promise<() => Promise<void>> {
  const before = new Set(await withAdmin(kafkaBrokers, (admin) => admin.listTopics()));
  return () =>
    withAdmin(kafkaBrokers, async (admin) => {
      const now = new Set(await admin.listTopics());
      const made = topicNames(vendors).filter((name) => now.has(name) && !before.has(name));
      if (made.length > 0) {
        await admin.deleteTopics({ topics: made, timeout: 10_000 });
      }
    });
}
