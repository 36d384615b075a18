import { type TopicDefinition, topicConfig, topics, vendorTopicName } from '@officine/contracts';
import type { TopicSpec } from '@officine/kafka';

/** What the topics of a vendor depend on. */
export interface TopicsOfVendor {
  readonly id: string;
  readonly partitions: number;
  /** Null where batch is not granted. */
  readonly batch: unknown;
}

/**
 * Every topic of an installation with these vendors, in the order of making and growing them: a vendor's results before its requests, so
 * that no request finds its partition number missing.
 */
export function topicPlan(vendors: readonly TopicsOfVendor[]): readonly TopicSpec[] {
  return [
    ...topics.internalTopics.map((topic) => specOf(topic, topic.name, 1)),
    ...vendors.flatMap((vendor) =>
      topics.topicsOfVendor(vendor).map((topic) => specOf(topic, vendorTopicName(topic, vendor.id), vendor.partitions)),
    ),
  ];
}

function specOf(topic: TopicDefinition, name: string, perVendor: number): TopicSpec {
  return { name, partitions: topic.partitions === 'per-vendor' ? perVendor : topic.partitions, config: topicConfig(topic) };
}
