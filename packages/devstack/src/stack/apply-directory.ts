import { fileURLToPath } from 'node:url';
import { applyAcls, applyDirectory, applyTopics, type Directory } from '@officine/cli';
import { type KafkaSettings, whileRetriable } from '@officine/kafka';
import { topicNames, withAdmin } from './officine-topics.ts';

/** The directory that is shipped: vendor `acme` with three pharmacies, on a platform of our own. */
export const DEFAULT_DIRECTORY_FILE = fileURLToPath(new URL('../../directory.yaml', import.meta.url));

/** Where to apply what. */
export interface DirectoryApplication {
  readonly directory: Directory;
  /** How to reach Kafka as whoever makes topics, and as whoever changes control. */
  readonly administrator: KafkaSettings;
  readonly operator: KafkaSettings;
  readonly replication: number;
}

/**
 * Makes the topics and applies the directory, as `officine topics apply` and `officine apply` do; every topic can be written and read
 * when this resolves. Nothing that is there is removed.
 */
export async function makeTopicsAndApply(application: DirectoryApplication): Promise<void> {
  const { directory, administrator, operator, replication } = application;
  await applyTopics({ kafka: administrator, vendors: directory.vendors, replication });
  // Does nothing on brokers that believe everybody.
  await applyAcls({ kafka: administrator, vendors: directory.vendors });
  await withAdmin(administrator, async (admin) => {
    for (const name of topicNames(directory.vendors)) {
      await whileRetriable(() => admin.fetchTopicOffsets(name));
    }
  });
  await applyDirectory({ kafka: operator, directory, actor: 'devstack' });
}
