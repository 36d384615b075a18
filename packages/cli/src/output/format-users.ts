import {
  type AclRule,
  type ControlVendor,
  deriveAcls,
  SERVICES,
  serviceUser,
  type UserQuota,
  vendorQuota,
  vendorUser,
} from '@officine/contracts';
import { stringify } from 'yaml';
import { table } from './table.ts';

export const USER_FORMS = ['table', 'kafka-configs', 'strimzi'] as const;
export type UserForm = (typeof USER_FORMS)[number];

interface KafkaUser {
  readonly name: string;
  readonly rules: readonly AclRule[];
  readonly quota?: UserQuota;
}

/** The Kafka users of an installation, for people, for Kafka's own tool or for Strimzi. */
export function formatUsers(vendors: readonly ControlVendor[], form: UserForm): string {
  const rules = deriveAcls(vendors);
  const users: KafkaUser[] = [
    ...SERVICES.map((service) => ({ name: serviceUser(service) })),
    ...vendors.map((vendor) => ({ name: vendorUser(vendor.id), quota: vendorQuota(vendor) })),
  ].map((user) => ({ ...user, rules: rules.filter((rule) => rule.user === user.name) }));
  switch (form) {
    case 'table':
      return table(
        ['USER', 'PERMISSIONS', 'WRITES', 'READS', 'QUOTA'],
        users.map(({ name, rules: own, quota }) => [
          name,
          String(own.length),
          count(own, 'write'),
          count(own, 'read'),
          quota === undefined ? 'none' : limitsOf(quota),
        ]),
      );
    case 'kafka-configs':
      return users.flatMap(commandsOf).join('\n');
    case 'strimzi':
      return users
        .map((user) => stringify(manifestOf(user)))
        .join('---\n')
        .trimEnd();
  }
}

function count(rules: readonly AclRule[], operation: AclRule['operation']): string {
  return `${rules.filter((rule) => rule.resource === 'topic' && rule.operation === operation).length} topics`;
}

function limitsOf({ limits }: UserQuota): string {
  return Object.entries(limits)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** The password comes from the shell: this text may be kept, and is no secret. */
function commandsOf({ name, quota }: KafkaUser): string[] {
  const alter = 'kafka-configs.sh --bootstrap-server "$KAFKA_BROKERS" --command-config admin.properties --alter';
  const entity = `--entity-type users --entity-name ${name}`;
  return [
    `${alter} ${entity} --add-config "SCRAM-SHA-512=[password=$(cat passwords/${name})]"`,
    ...(quota === undefined ? [] : [`${alter} ${entity} --add-config ${limitsOf(quota)}`]),
  ];
}

/** A KafkaUser of Strimzi, whose operator makes the password or certificate and keeps the permissions. */
function manifestOf({ name, rules, quota }: KafkaUser): object {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name, labels: { 'strimzi.io/cluster': 'CLUSTER' } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: { type: 'simple', acls: rules.map(strimziAcl) },
      ...(quota && {
        quotas: {
          producerByteRate: quota.limits.producer_byte_rate,
          consumerByteRate: quota.limits.consumer_byte_rate,
          requestPercentage: quota.limits.request_percentage,
        },
      }),
    },
  };
}

const STRIMZI_RESOURCES = { topic: 'topic', group: 'group', 'transactional-id': 'transactionalId' } as const;
const STRIMZI_OPERATIONS = { read: 'Read', write: 'Write', describe: 'Describe' } as const;

function strimziAcl({ resource, name, pattern, operation }: AclRule): object {
  return {
    resource: { type: STRIMZI_RESOURCES[resource], name, patternType: pattern === 'literal' ? 'literal' : 'prefix' },
    operations: [STRIMZI_OPERATIONS[operation]],
    host: '*',
  };
}
