import { type TopicDefinition, vendorTopicName } from '../topics/define-topic.ts';
import { internalTopics } from '../topics/internal-topics.ts';
import { topicsOfVendor } from '../topics/vendor-topics.ts';
import type { AclResource, AclRule } from './acl-rule.ts';
import { SERVICES, type Service, serviceUser, vendorUser } from './principals.ts';

type Names = Pick<AclRule, 'name' | 'pattern'>;

const exactly = (name: string): Names => ({ name, pattern: 'literal' });
const all = (name: string): Names => ({ name, pattern: 'prefixed' });

/** The consumer groups of each service. Views are groups of one whose names end by chance. */
const GROUPS: Readonly<Record<Service, readonly Names[]>> = {
  verification: [all('officine.verification.'), all('officine.view.verification.')],
  'auth-token': [exactly('officine.auth-token'), all('officine.view.auth-token.')],
  audit: [exactly('officine.audit'), all('officine.view.audit.')],
  'availability-monitor': [
    exactly('officine.availability-monitor'),
    all('officine.availability-monitor.'),
    all('officine.view.availability-monitor.'),
  ],
  cli: [all('officine.cli.')],
  operators: [all('officine.operators.')],
};

/** The transactional id that fences one apply from another: architecture, control. */
export const CONTROL_TRANSACTIONAL_ID = 'officine-control';

/** What the services may do, whoever the vendors are. */
export function serviceAcls(): readonly AclRule[] {
  return SERVICES.flatMap((service) => [
    ...internalTopics.flatMap((topic) => topicAcls(topic, topic.name, service, serviceUser(service))),
    ...GROUPS[service].map((names) => rule(serviceUser(service), 'group', names, 'read')),
    ...(service === 'cli' ? [rule(serviceUser(service), 'transactional-id', exactly(CONTROL_TRANSACTIONAL_ID), 'write')] : []),
  ]);
}

/**
 * What a vendor may do, and what the services may do with its topics. Named topic by topic: a prefix over all vendors would let
 * a service write requests in a vendor's name.
 */
export function vendorAcls(vendor: { readonly id: string; readonly batch: unknown }): readonly AclRule[] {
  const user = vendorUser(vendor.id);
  const own = topicsOfVendor(vendor).map((topic) => ({ topic, name: vendorTopicName(topic, vendor.id) }));
  const shared = internalTopics.map((topic) => ({ topic, name: topic.name }));
  return [
    ...[...own, ...shared].flatMap(({ topic, name }) => topicAcls(topic, name, 'vendor', user)),
    rule(user, 'group', all(`officine.client.${vendor.id}.`), 'read'),
    ...SERVICES.flatMap((service) => own.flatMap(({ topic, name }) => topicAcls(topic, name, service, serviceUser(service)))),
  ];
}

/** Every permission of an installation with these vendors. */
export function deriveAcls(vendors: readonly { readonly id: string; readonly batch: unknown }[]): readonly AclRule[] {
  return [...serviceAcls(), ...vendors.flatMap(vendorAcls)];
}

function topicAcls(topic: TopicDefinition, name: string, party: Service | 'vendor', user: string): AclRule[] {
  const operations = [
    ...(topic.readBy.includes(party) ? (['read'] as const) : []),
    ...(topic.writtenBy.includes(party) ? (['write'] as const) : []),
  ];
  return operations.map((operation) => rule(user, 'topic', exactly(name), operation));
}

function rule(user: string, resource: AclResource, names: Names, operation: AclRule['operation']): AclRule {
  return { user, resource, ...names, operation };
}
