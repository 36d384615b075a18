import type { ControlVendor } from '../events/control.ts';
import { vendorUser } from './principals.ts';

/** What one user may take of each broker, by Kafka's own names of client quotas. */
export interface UserQuota {
  readonly user: string;
  readonly limits: Readonly<Record<'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage', number>>;
}

/**
 * Enough for some hundred checks a second with their results read by several instances; far below what a broker can do, so that
 * a vendor whose program runs wild is slowed by the broker before its neighbours notice.
 */
export const VENDOR_QUOTA = { writeBytesPerSecond: 2_097_152, readBytesPerSecond: 8_388_608, requestPercent: 50 } as const;

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
