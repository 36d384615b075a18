import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { addErase } from './erase.command.ts';
import { addExport } from './export.command.ts';
import { addExtract } from './extract.command.ts';
import { addFind } from './find.command.ts';
import { addHold } from './hold.command.ts';
import { addReconcile } from './reconcile.command.ts';
import { addSupportFile } from './support-file.command.ts';
import { addVerify } from './verify.command.ts';
import { addWitness } from './witness.command.ts';

/** `officine audit …`: search, prove, export, and the rights of the people in it. */
export function addAudit(program: Command, context: CommandContext): void {
  const audit = program
    .command('audit')
    .summary('search, verify and export the audit; erase, extract and hold')
    .option('--mongodb <uri>', 'the database of the audit; MONGODB_URI unless given')
    .option('--by <name>', 'who does this, for the audit; the login name unless given');
  for (const add of [addFind, addSupportFile, addVerify, addReconcile, addWitness, addExport, addExtract, addErase, addHold]) {
    add(audit, context);
  }
}
