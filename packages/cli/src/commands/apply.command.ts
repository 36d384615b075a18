import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { pseudonymsIn } from '../connection/pseudonyms.ts';
import { applyTo, readDirectory } from '../control/apply-directory.ts';
import { EXIT } from '../exit-code.ts';
import { formatDifference } from '../output/format-difference.ts';
import { type CommandContext, controlOf } from './command-context.ts';

interface ApplyFlags {
  readonly file: string;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly actor: string;
}

export function addApply(program: Command, context: CommandContext): void {
  const { io } = context;
  program
    .command('apply')
    .summary('make a directory file the one in force')
    .description('Validates the whole file, shows the difference, and writes it with its audit events in one transaction.')
    .requiredOption('-f, --file <file>', 'the directory, YAML')
    .option('--prune', 'remove what is in force and not in the file', false)
    .option('--dry-run', 'show the difference and write nothing', false)
    .option('--yes', 'do not ask before writing', false)
    .option('--actor <name>', 'who applies, for the audit', userInfo().username)
    .action(async ({ file, prune, dryRun, yes, actor }: ApplyFlags, command: Command) => {
      const directory = await readDirectory(file);
      const pseudonymOf = pseudonymsIn(io);
      const { difference, written } = await applyTo(controlOf(command, context), directory, {
        prune,
        dryRun,
        actor,
        ...(pseudonymOf && { pseudonymOf }),
        confirm(shown) {
          formatDifference(shown).forEach(io.out);
          return yes ? Promise.resolve(true) : io.confirm('Write this?');
        },
      });
      if (written) {
        io.out('written');
        return;
      }
      if (difference.changes.length === 0 || dryRun) {
        formatDifference(difference).forEach(io.out);
        context.exit(difference.changes.length > 0 ? EXIT.differs : EXIT.done);
        return;
      }
      io.err('not confirmed, nothing was written; --yes writes without asking');
      context.exit(EXIT.failed);
    });
}
