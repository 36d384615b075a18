import { applyDirectory, applyTopics, readDirectory } from '@officine/cli';
import type { Kafka } from 'kafkajs';
import { type Clients, crashDirectory } from './directory.ts';
import type { Trial } from './trial.ts';

/** Does what an operator does with `officine topics apply` and `officine apply`: vendors, their pharmacies and their topics. */
export async function applyVendors({ stack }: Trial, clients: Clients): Promise<void> {
  const kafka = { clientId: 'operator', brokers: stack.kafkaBrokers.split(',') };
  const directory = await readDirectory(crashDirectory(clients));
  await applyTopics({ kafka, vendors: directory.vendors, replication: 1 });
  await applyDirectory({ kafka, directory, actor: 'trial' });
}

/** Deletes the topics of a vendor that is being served: somebody's mistake. */
export async function deleteVendorTopics(kafka: Kafka, vendor: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`officine.vendor.${vendor}.`));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}
