import { controlKey, controlKinds } from '@officine/contracts';
import { Argument, type Command } from 'commander';
import { describeRecord } from '../output/describe-record.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';

export function addDescribe(program: Command, context: CommandContext): void {
  program
    .command('describe')
    .summary('show one record with all that bears on it')
    .description('What is in force about it, what stops it, who decided it: the first thing to look at when a pharmacy calls.')
    .addArgument(new Argument('<kind>', 'what it is').choices(Object.keys(controlKinds)))
    .argument('[id]', 'which; not needed for charter and environment')
    .action(async (kind: keyof typeof controlKinds, id: string | undefined, _flags: unknown, command: Command) => {
      const inForce = await controlOf(command, context).read();
      const record = inForce.get(controlKey(kind, id ?? 'self'));
      if (record === undefined) {
        throw new UsageError(id === undefined ? `which ${kind}? Give its id` : `there is no ${kind} ${id} in force`);
      }
      describeRecord(record, inForce, new Date()).forEach(context.io.out);
    });
}
