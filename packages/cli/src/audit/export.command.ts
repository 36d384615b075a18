import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { withAudit } from './audit-session.ts';
import { trailLines } from './trail-file.ts';

export function addExport(audit: Command, context: CommandContext): void {
  audit
    .command('export')
    .summary('write the whole trail to a file, for whoever is to verify it; the export itself is recorded')
    .argument('<file>', 'must not exist yet')
    .action(async (file: string, _: object, command: Command) => {
      await withAudit(command, context, async ({ collections, record }) => {
        await record({ action: 'audit.read', object: 'export' });
        // Readable by its owner alone: pseudonymous is still personal.
        await pipeline(Readable.from(withEnds(trailLines(collections))), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
      });
    });
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) {
    yield `${line}\n`;
  }
}
