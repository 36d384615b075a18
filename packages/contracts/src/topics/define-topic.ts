import type { EventDefinition } from '../events/define-event.ts';

/** Who writes or reads a topic: a principal of its own in Kafka's ACLs. */
export type Party = 'vendor' | 'verification' | 'auth-token' | 'audit' | 'availability-monitor' | 'cli' | 'operators';

/** How long records stay. */
export type Cleanup =
  | { readonly policy: 'delete'; readonly retentionMs: number }
  | { readonly policy: 'compact'; readonly retentionMs?: number };

/** One topic, declared once: creation, validation, documentation and ACLs derive from it. */
export interface TopicDefinition {
  /** The topic's name; `<vendor>` stands for the vendor's id in a topic that each vendor has of its own. */
  readonly name: string;
  readonly summary: string;
  /** What the record key holds, in words. */
  readonly keyedBy: string;
  readonly cleanup: Cleanup;
  /** Default number of partitions; the requests, batch and results topics of a vendor take the vendor's number. */
  readonly partitions: number | 'per-vendor';
  readonly events: readonly EventDefinition[];
  readonly writtenBy: readonly Party[];
  readonly readBy: readonly Party[];
  /** Largest record, bytes; the broker's default where absent. */
  readonly maxRecordBytes?: number;
  /** Whether the broker stamps records: budgets count from its clock, not from the vendor's. */
  readonly timestamps?: 'LogAppendTime';
  readonly segmentMs?: number;
}

/** Declares a topic. */
export function defineTopic(definition: TopicDefinition): TopicDefinition {
  return definition;
}

/** The name of a vendor's own topic. */
export function vendorTopicName(topic: TopicDefinition, vendor: string): string {
  return topic.name.replace('<vendor>', vendor);
}

/** The broker's configuration of a topic, as Kafka names it. */
export function topicConfig(topic: TopicDefinition): Record<string, string> {
  const { cleanup } = topic;
  const policy = cleanup.policy === 'compact' && cleanup.retentionMs !== undefined ? 'compact,delete' : cleanup.policy;
  const config: Record<string, string> = { 'cleanup.policy': policy };
  if (cleanup.retentionMs !== undefined) {
    config['retention.ms'] = String(cleanup.retentionMs);
  }
  if (topic.maxRecordBytes !== undefined) {
    config['max.message.bytes'] = String(topic.maxRecordBytes);
  }
  if (topic.timestamps !== undefined) {
    config['message.timestamp.type'] = topic.timestamps;
  }
  if (topic.segmentMs !== undefined) {
    config['segment.ms'] = String(topic.segmentMs);
  }
  return config;
}
