import { topics } from '@officine/contracts';

/** The topics and consumer groups that this service uses. */
export interface Names {
  readonly availability: string;
  readonly mysecuCalls: string;
  readonly control: string;
  readonly auditEvents: string;
  readonly auditCheckpoints: string;
  /** Whose owner of partition 0 of the availability topic probes, counts and publishes: the lease. */
  readonly lease: string;
  readonly traffic: string;
  readonly history: string;
  readonly database: string;
}

/** Names as the contract has them; a prefix sets a test apart from others on one broker. */
export function namesWith(prefix = ''): Names {
  return {
    availability: prefix + topics.availability.name,
    mysecuCalls: prefix + topics.mysecuCalls.name,
    control: prefix + topics.control.name,
    auditEvents: prefix + topics.auditEvents.name,
    auditCheckpoints: prefix + topics.auditCheckpoints.name,
    lease: `${prefix}officine.availability-monitor`,
    traffic: `${prefix}officine.availability-monitor.traffic`,
    history: `${prefix}officine.availability-monitor.history`,
    database: `${prefix.replace(/\W/g, '_')}officine_availability`,
  };
}

/** The `source` of our events: by it we tell our own probes from real traffic. */
export const SOURCE = '/officine/availability-monitor';
