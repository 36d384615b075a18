import { aclText } from '@officine/contracts';
import type { AppliedAcls } from '../acls/apply-acls.ts';

/** What was done about permissions, or would be; those that are as derived are only counted. */
export function formatAcls(
  { isGuarded, wanted, allowed, undeclared, foreign }: AppliedAcls,
  { dryRun, prune }: { readonly dryRun: boolean; readonly prune: boolean },
): string[] {
  if (!isGuarded) {
    return ['these brokers have no authorizer: nobody is kept from any topic. Fit for development alone'];
  }
  const did = (word: string, doing: string) => (dryRun ? `to ${word}` : doing);
  return [
    ...allowed.map((rule) => `${did('allow', 'allowed')}: ${aclText(rule)}`),
    ...undeclared.map((rule) =>
      prune
        ? `${did('take back', 'taken back')}: ${aclText(rule)}`
        : `left as it is: ${aclText(rule)}, which nothing asks for; --prune takes it back`,
    ),
    ...foreign.map((words) => `left as it is: ${words}, which is not of our making`),
    `${wanted - allowed.length} of ${wanted} permissions ${dryRun ? 'are' : 'were'} as derived`,
  ];
}
