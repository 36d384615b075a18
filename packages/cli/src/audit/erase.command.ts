import { type Erasure, erasePerson } from '@officine/audit';
import { topics } from '@officine/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { withAudit } from './audit-session.ts';
import { type PersonFlags, pseudonymsOf } from './people.ts';

type EraseFlags = PersonFlags & { readonly ground: string; readonly yes: boolean };

export function addErase(audit: Command, context: CommandContext): void {
  const { io } = context;
  audit
    .command('erase')
    .summary('make a person unknown to the audit; its chains still verify')
    .option('--person', 'the matricule comes by standard input')
    .option('--prescriber', 'the prescriber code comes by standard input')
    .option('--user <id>', "the vendor's id of a user; with --vendor and --pharmacy")
    .option('--vendor <id>')
    .option('--pharmacy <id>')
    .requiredOption('--ground <text>', 'why; it is recorded, and must not name the person')
    .option('--yes', 'do not ask', false)
    .action(async (flags: EraseFlags, command: Command) => {
      const pseudonyms = await pseudonymsOf(flags, io);
      if (!flags.yes && !(await io.confirm('Nobody can undo this. Erase?'))) {
        io.err('nothing was erased');
        context.exit(EXIT.failed);
        return;
      }
      const object = flags.user === undefined ? 'person' : 'user';
      const erasure = await withAudit(command, context, ({ collections, record }) =>
        erasePerson(collections, pseudonyms, flags.ground, () =>
          record({ action: 'audit.erased', object, ground: flags.ground }),
        ),
      );
      remainsOf(erasure, new Date(), flags.user !== undefined).forEach(io.out);
    });
}

/** What an erasure cannot reach, where it is, and until when: what the person is to be told. */
export function remainsOf({ pseudonyms, records, lastAt }: Erasure, now: Date, isUser: boolean): string[] {
  const until = (topic: { cleanup: { retentionMs?: number } }) =>
    new Date(now.getTime() + (topic.cleanup.retentionMs ?? 0)).toISOString().slice(0, 10);
  const rows = [
    [
      'audit records',
      `${records}, naming nobody`,
      lastAt === undefined ? '-' : `retention after ${lastAt.toISOString().slice(0, 10)}`,
    ],
    [topics.auditEvents.name, 'pseudonyms', until(topics.auditEvents)],
    ['requests and results of vendors', isUser ? 'id of the user' : 'questions and answers', until(topics.requests)],
    ['batch requests of vendors', isUser ? 'id of the user' : 'questions', until(topics.batch)],
    [topics.deferred.name, isUser ? 'id of the user' : 'open questions', until(topics.deferred)],
    ...(isUser
      ? []
      : [[topics.lastKnown.name, 'last verdicts, encrypted, where a vendor has the consent', until(topics.lastKnown)]]),
    ...(isUser
      ? [
          [topics.charterAcceptances.name, 'id of the user, version of the charter', 'proof of the contract: kept'],
          [topics.control.name, 'id of the user, if suspended by it', 'until the suspension is taken out'],
        ]
      : []),
    [topics.deadLetters.name, 'unreadable records, encrypted', until(topics.deadLetters)],
    ['backups of MongoDB and Kafka', 'as of their day', 'as their operator keeps them'],
  ];
  return [
    pseudonyms === 0 ? 'The audit did not know this person (any more).' : 'Erased: the audit cannot tell this person any more.',
    'What remains:',
    table(['where', 'what', 'until'], rows),
  ];
}
