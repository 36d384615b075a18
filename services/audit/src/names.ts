import { topics } from '@officine/contracts';

/** The topics and the consumer group that this service uses. */
export interface Names {
  readonly auditEvents: string;
  readonly auditCheckpoints: string;
  readonly control: string;
  /** Consumer group of this service's replicas. */
  readonly group: string;
}

/** Names as the contract has them; a prefix sets a test apart from others on one broker. */
export function namesWith(prefix = ''): Names {
  return {
    auditEvents: prefix + topics.auditEvents.name,
    auditCheckpoints: prefix + topics.auditCheckpoints.name,
    control: prefix + topics.control.name,
    group: `${prefix}officine.audit`,
  };
}
