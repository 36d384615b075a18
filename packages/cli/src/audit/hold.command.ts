import { userInfo } from 'node:os';
import { type HoldDocument, placeHold, referencesOf, releaseHold } from '@officine/audit';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { table } from '../output/table.ts';
import { UsageError } from '../usage-error.ts';
import { withAudit, withDatabase } from './audit-session.ts';
import { type PersonFlags, pseudonymsOf } from './people.ts';

type HoldFlags = PersonFlags & { readonly request?: string; readonly ground: string };

/** `officine audit hold place|release|list`: evidence that neither age nor an erasure may take. */
export function addHold(audit: Command, context: CommandContext): void {
  const hold = audit.command('hold').summary('keep records from the purge and from erasure');
  addPlace(hold, context);
  addRelease(hold, context);
  hold
    .command('list')
    .summary('show what is held')
    .action(async (_: object, command: Command) => {
      const holds = await withDatabase(command, context, ({ holds }) => holds.find().sort({ since: 1 }).toArray());
      const rows = holds.map(({ _id, scope, ground, by, since }) => [_id, scopeText(scope), ground, by, since.toISOString()]);
      context.io.out(table(['id', 'scope', 'ground', 'by', 'since'], rows));
    });
}

function addPlace(hold: Command, context: CommandContext): void {
  hold
    .command('place')
    .summary('hold what matches every option given')
    .option('--vendor <id>')
    .option('--pharmacy <id>')
    .option('--request <id>')
    .option('--person', 'the matricule comes by standard input')
    .requiredOption('--ground <text>', 'why; must not name the person')
    .action(async (flags: HoldFlags, command: Command) => {
      const { vendor, pharmacy, request: requestId, ground, person } = flags;
      const pseudonyms = person === true ? await pseudonymsOf(flags, context.io) : undefined;
      const placed = await withAudit(command, context, async ({ collections, record }) => {
        const [subject, ...others] = pseudonyms === undefined ? [] : await referencesOf(collections, pseudonyms);
        if (pseudonyms !== undefined && (subject === undefined || others.length > 0)) {
          throw new UsageError('the audit knows this person not at all, or under several keys: hold by request');
        }
        const scope: HoldDocument['scope'] = {
          ...(vendor !== undefined && { vendor }),
          ...(pharmacy !== undefined && { pharmacy }),
          ...(requestId !== undefined && { requestId }),
          ...(subject !== undefined && { subject }),
        };
        await record({ action: 'audit.held', object: scopeText(scope), ground });
        const { by } = command.optsWithGlobals<{ by?: string }>();
        return placeHold(collections, { scope, ground, by: by ?? userInfo().username });
      });
      context.io.out(placed._id);
    });
}

function addRelease(hold: Command, context: CommandContext): void {
  hold
    .command('release')
    .summary('lift a hold')
    .argument('<id>')
    .requiredOption('--ground <text>', 'why')
    .action(async (id: string, { ground }: { ground: string }, command: Command) => {
      const released = await withAudit(command, context, async ({ collections, record }) => {
        await record({ action: 'audit.released', object: `hold/${id}`, ground });
        return releaseHold(collections, id);
      });
      if (!released) {
        throw new UsageError('there is no hold of this id');
      }
    });
}

function scopeText(scope: HoldDocument['scope']): string {
  return Object.entries(scope)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
