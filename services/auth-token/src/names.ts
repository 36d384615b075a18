import { topics } from '@officine/contracts';

/** The topics and the consumer group that this service uses. */
export interface Names {
  readonly tokens: string;
  readonly tokenRequests: string;
  readonly control: string;
  readonly auditEvents: string;
  readonly mysecuCalls: string;
  /** Consumer group of this service's replicas. */
  readonly group: string;
}

/** Names as the contract has them; a prefix sets a test apart from others on one broker. */
export function namesWith(prefix = ''): Names {
  return {
    tokens: prefix + topics.tokens.name,
    tokenRequests: prefix + topics.tokenRequests.name,
    control: prefix + topics.control.name,
    auditEvents: prefix + topics.auditEvents.name,
    mysecuCalls: prefix + topics.mysecuCalls.name,
    group: `${prefix}officine.auth-token`,
  };
}
