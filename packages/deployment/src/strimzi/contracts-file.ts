import {
  type AclRule,
  serviceAcls,
  type TopicDefinition,
  topicConfig,
  topics,
  VENDOR_QUOTA,
  vendorAcls,
  vendorUser,
} from '@officine/contracts';

/** Stands for a vendor's id in what is derived; the chart's template puts the id in its place. */
const VENDOR = '<vendor>';

/** An ACL in the form of a KafkaUser of Strimzi. */
interface StrimziAcl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string };
  readonly operations: readonly string[];
}

interface UserAcl extends StrimziAcl {
  readonly user: string;
  /** Only where the vendor was granted batch. */
  readonly batch: boolean;
}

/**
 * What the chart's Strimzi templates are made of, as Helm cannot read TypeScript: topics and permissions, derived from the contracts.
 * Vendors are values of an installation, hence the placeholder.
 */
export function contractsFile(): string {
  const vendor = { id: VENDOR, batch: {} };
  const content = {
    comment: 'Generated from packages/contracts by `npm run chart`; edits are lost.',
    topics: topics.internalTopics.map(topicEntry),
    vendorTopics: topics.topicsOfVendor(vendor).map((topic) => ({ ...topicEntry(topic), batch: topic === topics.batch })),
    vendorUser: vendorUser(VENDOR),
    serviceAcls: merged(serviceAcls()),
    vendorAcls: merged(vendorAcls(vendor)),
    vendorQuotas: {
      producerByteRate: VENDOR_QUOTA.writeBytesPerSecond,
      consumerByteRate: VENDOR_QUOTA.readBytesPerSecond,
      requestPercentage: VENDOR_QUOTA.requestPercent,
    },
    // Lag is read, never records.
    lagAcls: [
      { resource: { type: 'topic', name: 'officine.', patternType: 'prefix' }, operations: ['Describe'] },
      { resource: { type: 'group', name: 'officine.', patternType: 'prefix' }, operations: ['Describe'] },
    ],
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** `partitions` 0: the number of the vendor. */
function topicEntry(topic: TopicDefinition) {
  return { name: topic.name, partitions: topic.partitions === 'per-vendor' ? 0 : topic.partitions, config: topicConfig(topic) };
}

function merged(rules: readonly AclRule[]): UserAcl[] {
  const byResource = Map.groupBy(rules, ({ user, resource, name, pattern }) => [user, resource, name, pattern].join(' '));
  return [...byResource.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [aclOf(first, group)];
  });
}

function aclOf({ user, resource, name, pattern }: AclRule, group: readonly AclRule[]): UserAcl {
  return {
    user,
    batch: name === topics.batch.name,
    resource: {
      type: resource === 'transactional-id' ? 'transactionalId' : resource,
      name,
      patternType: pattern === 'prefixed' ? 'prefix' : 'literal',
    },
    // Reading and writing imply describing.
    operations: [...new Set(group.map(({ operation }) => operation))].sort().map(capitalised),
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
