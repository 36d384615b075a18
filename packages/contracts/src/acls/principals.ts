import type { Party } from '../topics/define-topic.ts';

/** A party that exists once in an installation. */
export type Service = Exclude<Party, 'vendor'>;

/** Every party but the vendors. */
export const SERVICES: readonly Service[] = ['verification', 'auth-token', 'audit', 'availability-monitor', 'cli', 'operators'];

/** The name by which a service logs in to Kafka: SCRAM user, or common name of its client certificate. */
export function serviceUser(service: Service): string {
  return `officine-${service}`;
}

/** The name by which a vendor logs in to Kafka. */
export function vendorUser(vendor: string): string {
  return `officine-vendor-${vendor}`;
}

/** A user as Kafka's ACLs name it. */
export function principalOf(user: string): string {
  return `User:${user}`;
}
