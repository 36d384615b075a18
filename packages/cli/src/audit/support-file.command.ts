import { findFacts, supportFileOf } from '@officine/audit';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { UsageError } from '../usage-error.ts';
import { withAudit } from './audit-session.ts';

export function addSupportFile(audit: Command, context: CommandContext): void {
  audit
    .command('support-file')
    .summary('what second-level support asks for about a check, without patient data')
    .argument('<request>', "the vendor's request id")
    .option('--vendor <id>', 'where two vendors use the same id')
    .action(async (requestId: string, { vendor }: { vendor?: string }, command: Command) => {
      const only = vendor === undefined ? {} : { vendor };
      const file = await withAudit(command, context, async ({ collections, record }) => {
        await record({ action: 'audit.read', object: 'support-file', requestId, ...only });
        return supportFileOf(requestId, await findFacts(collections, { requestId, ...only }));
      });
      if (file === undefined) {
        throw new UsageError('the audit knows no such request');
      }
      context.io.out(JSON.stringify(file, null, 2));
    });
}
