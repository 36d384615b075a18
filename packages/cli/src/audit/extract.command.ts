import { type AuditFact, eachFact, referencesOf } from '@officine/audit';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { withAudit } from './audit-session.ts';
import { extractCsv, extractTable, occasionsOf } from './occasions.ts';
import { type PersonFlags, pseudonymsOf } from './people.ts';

const FORMS = ['table', 'json', 'csv'] as const;

export function addExtract(audit: Command, context: CommandContext): void {
  audit
    .command('extract')
    .summary('who asked about a person, when and why; the extract itself is recorded')
    .option('--person', 'the matricule comes by standard input')
    .option('--prescriber', 'the prescriber code comes by standard input')
    .addOption(new Option('-o, --output <form>', 'how to show it; json holds every fact').choices(FORMS).default('table'))
    .action(async (flags: PersonFlags & { output: (typeof FORMS)[number] }, command: Command) => {
      const subject = await pseudonymsOf(flags, context.io);
      const facts = await withAudit(command, context, async ({ collections, record }) => {
        await record({ action: 'audit.read', object: 'extract' });
        // What a person is told must be complete (GDPR 15): however many there are.
        const isKnown = (await referencesOf(collections, subject)).length > 0;
        const all: AuditFact[] = [];
        for await (const fact of isKnown ? eachFact(collections, { subject }) : []) {
          all.push(fact);
        }
        return all;
      });
      const { io } = context;
      switch (flags.output) {
        case 'json':
          io.out(JSON.stringify(facts, null, 2));
          break;
        case 'csv':
          io.out(extractCsv(occasionsOf(facts)));
          break;
        case 'table':
          io.out(extractTable(occasionsOf(facts)));
      }
    });
}
