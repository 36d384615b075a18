import type { ControlVendor } from '../events/control.ts';
import { vendorUser } from './principals.ts';

/** What one user may take of each broker, by Kafka's own names of client quotas. */
export interface UserQuota {
  readonly user: string;
  readonly limits: Readonly<Record<'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage', number>>;
}

/**
 * Enough for some two hundred checks a second, several times the rate at which mySecu may be asked for everybody, with the results
 * read by several instances. What is sent beyond that costs the services time that neighbours need: the broker slows it down first.
 */
export const VENDOR_QUOTA = { writeBytesPerSecond: 131_072, readBytesPerSecond: 4_194_304, requestPercent: 25 } as const;

/** The client quota of a vendor. Kafka has no incremental way for it in kafkajs: Kafka's own tool or Strimzi sets it. */
export function vendorQuota({ id, quota }: Pick<ControlVendor, 'id' | 'quota'>): UserQuota {
  const own = quota ?? {};
  return {
    user: vendorUser(id),
    limits: {
      producer_byte_rate: own.writeBytesPerSecond ?? VENDOR_QUOTA.writeBytesPerSecond,
      consumer_byte_rate: own.readBytesPerSecond ?? VENDOR_QUOTA.readBytesPerSecond,
      request_percentage: own.requestPercent ?? VENDOR_QUOTA.requestPercent,
    },
  };
}
