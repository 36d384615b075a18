import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { EXIT } from '../exit-code.ts';
import type { CommandContext } from './command-context.ts';

export function addMessage(program: Command, context: CommandContext): void {
  const { io } = context;
  program
    .command('message')
    .summary('look at captured messages')
    .command('verify')
    .description(
      "Applies the services' own verifier to a captured answer, and says what is signed and by whom, or why it is refused.",
    )
    .argument('<file>', 'the answer, exactly as it was received')
    .requiredOption('--signer <pem>', 'file with the certificates that may sign')
    .option('--at <instant>', 'judge validity as of this instant, RFC 3339; now unless given', instant)
    .action(async (file: string, { signer, at }: { signer: string; at?: Date }) => {
      // Loads the canonicaliser, which no other command needs.
      const { verifyCapturedMessage } = await import('@officine/mysecu');
      const report = verifyCapturedMessage(await readFile(file), { signer: await readFile(signer, 'utf8'), ...(at && { at }) });
      const correlation = report.correlationId === undefined ? [] : [`correlation  ${report.correlationId}`];
      if (!report.verified) {
        const fault = report.fault === undefined ? [] : [`fault        ${report.fault}, which nobody signed`];
        [`refused      ${report.reason}`, `because      ${report.because}`, ...fault, ...correlation].forEach(io.out);
        context.exit(EXIT.failed);
        return;
      }
      [
        'accepted',
        `signer       ${report.signer.subject.replaceAll('\n', ', ')}`,
        `fingerprint  ${report.signer.fingerprint}`,
        `valid to     ${report.signer.validTo.toISOString()}`,
        ...report.signed.map(({ part, id }) => `signed       ${part} (${id})`),
        `content      ${report.content}`,
        // The services compare these with what they asked; a file does not tell what that was.
        ...(report.unjudged.length === 0 ? [] : [`not judged   ${report.unjudged.join(', ')}`]),
        ...correlation,
      ].forEach(io.out);
    });
}

function instant(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('must be an instant such as 2026-11-24T08:00:00Z.');
  }
  return at;
}
