import { findFacts } from '@officine/audit';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { withAudit } from './audit-session.ts';
import { FORMS, type Form, formatFacts } from './format-facts.ts';
import { type PersonFlags, pseudonymsOf } from './people.ts';

/** GDPR 15: what a person is told must be complete; a person with more than that is a case for the API. */
const ALL = 10_000;

export function addExtract(audit: Command, context: CommandContext): void {
  audit
    .command('extract')
    .summary('who asked about a person, when and why; the extract itself is recorded')
    .option('--person', 'the matricule comes by standard input')
    .option('--prescriber', 'the prescriber code comes by standard input')
    .addOption(new Option('-o, --output <form>', 'how to show it').choices(FORMS).default('table'))
    .action(async (flags: PersonFlags & { output: Form }, command: Command) => {
      const subject = await pseudonymsOf(flags, context.io);
      const facts = await withAudit(command, context, async ({ collections, record }) => {
        await record({ action: 'audit.read', object: 'extract' });
        return findFacts(collections, { subject }, ALL);
      });
      context.io.out(formatFacts(facts, flags.output));
      if (facts.length === ALL) {
        context.io.err(`only the newest ${ALL} are shown`);
      }
    });
}
