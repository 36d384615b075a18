import { fileURLToPath } from 'node:url';
import { applyDirectory, applyTopics, type Directory } from '@officine/cli';
import { whileRetriable } from '@officine/kafka';
import { topicNames, withAdmin } from './officine-topics.ts';

/** The directory that is shipped: vendor `acme` with three pharmacies, on a platform of our own. */
export const DEFAULT_DIRECTORY_FILE = fileURLToPath(new URL('../../directory.yaml', import.meta.url));

/** Where to apply what. */
export interface DirectoryApplication {
  readonly directory: Directory;
  readonly kafkaBrokers: string;
  readonly replication: number;
}

/**
 * Makes the topics and applies the directory, as `officine topics apply` and `officine apply` do; every topic can be written and read
 * when this resolves. Nothing that is there is removed.
 */
export async function makeTopicsAndApply({ directory, kafkaBrokers, replication }: DirectoryApplication): Promise<void> {
  const kafka = { clientId: 'officine-devstack', brokers: kafkaBrokers.split(',') };
  await applyTopics({ kafka, vendors: directory.vendors, replication });
  await withAdmin(kafkaBrokers, async (admin) => {
    for (const name of topicNames(directory.vendors)) {
      await whileRetriable(() => admin.fetchTopicOffsets(name));
    }
  });
  await applyDirectory({ kafka, directory, actor: 'devstack' });
}
