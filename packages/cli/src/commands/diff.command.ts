import type { Command } from 'commander';
import { readDirectory } from '../control/apply-directory.ts';
import { controlRecords } from '../control/control-records.ts';
import { difference } from '../control/difference.ts';
import { EXIT } from '../exit-code.ts';
import { formatDifference } from '../output/format-difference.ts';
import { type CommandContext, controlOf } from './command-context.ts';

export function addDiff(program: Command, context: CommandContext): void {
  program
    .command('diff')
    .summary('compare a directory file with what is in force')
    .requiredOption('-f, --file <file>', 'the directory, YAML')
    .option('--prune', 'count what is not in the file as removed', false)
    .action(async ({ file, prune }: { file: string; prune: boolean }, command: Command) => {
      const wanted = controlRecords(await readDirectory(file));
      const found = difference(await controlOf(command, context).read(), wanted, { prune });
      formatDifference(found).forEach(context.io.out);
      context.exit(found.changes.length > 0 ? EXIT.differs : EXIT.done);
    });
}
