import { type AclRule, deriveAcls, SERVICES, serviceUser, VENDOR_QUOTA, vendorUser } from '@officine/contracts';
import { GENERATED, type GeneratedFile } from './generated-file.ts';

/** A vendor's id in what derives from any vendor. */
const VENDOR = '<vendor>';

/** `permissions.md`: what each Kafka user may do; everything else is refused. */
export function permissionsPage(): GeneratedFile {
  const rules = deriveAcls([{ id: VENDOR, batch: {} }]);
  const users = [...SERVICES.map(serviceUser), vendorUser(VENDOR)];
  const text = [
    '# Permissions in Kafka',
    '',
    GENERATED,
    '',
    '`officine topics apply` keeps these rules (ACLs), `officine users` prints them for Strimzi. What no rule allows is refused by the',
    "broker's authorizer. `read` and `write` imply `describe`; a name that ends in `*` is a prefix. The batch topic exists only where batch",
    'is granted. Topics and permissions themselves are made by an administrator, whom no service is.',
    '',
    ...users.flatMap((user) => section(user, rules)),
    '## Quotas',
    '',
    'Of each broker, for each vendor unless control says otherwise (`quota`):',
    '',
    ...Object.entries(VENDOR_QUOTA).map(([name, value]) => `- \`${name}\`: ${value}`),
    '',
  ].join('\n');
  return { path: 'permissions.md', text };
}

function section(user: string, rules: readonly AclRule[]): string[] {
  const own = rules.filter((rule) => rule.user === user);
  const of = (operation: AclRule['operation'], resource: AclRule['resource']) =>
    own.filter((rule) => rule.operation === operation && rule.resource === resource).map(nameOf);
  const rows: [string, string[]][] = [
    ['writes', of('write', 'topic')],
    ['reads', of('read', 'topic')],
    ['consumer groups', of('read', 'group')],
    ['transactional id', of('write', 'transactional-id')],
  ];
  return [
    `## ${user.replaceAll('<', '\\<')}`,
    '',
    ...rows.filter(([, names]) => names.length > 0).map(([what, names]) => `- ${what}: ${names.join(', ')}`),
    '',
  ];
}

function nameOf({ name, pattern }: AclRule): string {
  return `\`${name}${pattern === 'prefixed' ? '*' : ''}\``;
}
