import { controlKinds } from '@officine/contracts';
import { Argument, type Command, Option } from 'commander';
import { formatControl, type Output } from '../output/format-control.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';

const OUTPUTS: readonly Output[] = ['table', 'json', 'yaml'];

export function addGet(program: Command, context: CommandContext): void {
  program
    .command('get')
    .summary('show what is in force')
    .addArgument(new Argument('[kind]', 'only records of this kind').choices(Object.keys(controlKinds)))
    .argument('[id]', 'only this record')
    .addOption(new Option('-o, --output <form>', 'how to show it').choices(OUTPUTS).default('table'))
    .action(async (kind: string | undefined, id: string | undefined, { output }: { output: Output }, command: Command) => {
      const inForce = [...(await controlOf(command, context).read()).values()];
      const found = inForce.filter(
        (record) => (kind === undefined || record.kind === kind) && (id === undefined || record.id === id),
      );
      if (id !== undefined && found.length === 0) {
        throw new UsageError(`there is no ${kind} ${id} in force`);
      }
      context.io.out(formatControl(found, output));
    });
}
