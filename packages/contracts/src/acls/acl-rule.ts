/** What an ACL may be about. */
export type AclResource = 'topic' | 'group' | 'transactional-id';

/** What may be allowed. `read` and `write` imply `describe`; writing any topic implies idempotent writing. */
export type AclOperation = 'read' | 'write' | 'describe';

/** One permission. There is no rule that forbids: what no rule allows is forbidden by the broker's authorizer. */
export interface AclRule {
  /** Without Kafka's `User:`. */
  readonly user: string;
  readonly resource: AclResource;
  readonly name: string;
  readonly pattern: 'literal' | 'prefixed';
  readonly operation: AclOperation;
}

/** The rule on one line: what makes two rules the same. */
export function aclText({ user, resource, name, pattern, operation }: AclRule): string {
  return `${user} may ${operation} ${resource} ${name}${pattern === 'prefixed' ? '*' : ''}`;
}
