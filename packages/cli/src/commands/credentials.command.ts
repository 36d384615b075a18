import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ControlPharmacy, controlKey } from '@officine/contracts';
import type { CredentialFinding } from '@officine/mysecu';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';

interface CheckFlags {
  readonly passphraseFile?: string;
  readonly ca?: string;
  readonly ehealthId?: string;
  readonly pharmacy?: string;
}

const MARKS: Readonly<Record<CredentialFinding['verdict'], string>> = { good: 'ok', bad: 'BAD', unknown: '?' };

export function addCredentials(program: Command, context: CommandContext): void {
  program
    .command('credentials')
    .summary("pharmacies' PKCS#12 files")
    .command('check')
    .summary('look at a file before it is used')
    .description(
      'Tells everything that is wrong at once: passphrase, key size, dates, key usage, chain, eHealth ID. Nothing is sent anywhere and\n' +
        'no secret is shown. The passphrase is read from a file, from `passphrase` beside the PKCS#12, or with - from standard input.\n' +
        'Exit code 1 where something is wrong.',
    )
    .argument('<file>', "a PKCS#12 file, or a pharmacy's folder")
    .option('--passphrase-file <file>', 'where the passphrase is; - reads it from standard input')
    .option('--ca <file>', 'PEM with the authorities that its chain must lead to')
    .option('--ehealth-id <digits>', 'the eHealth ID that it must name')
    .option('--pharmacy <id>', 'take the eHealth ID from control')
    .action(async (file: string, flags: CheckFlags, command: Command) => {
      // Loaded here alone: no other command needs the wire.
      const { inspectCredential } = await import('@officine/mysecu');
      const pkcs12File = (await stat(file)).isDirectory() ? join(file, 'certificate.p12') : file;
      const eHealthId = flags.ehealthId ?? (await eHealthIdOf(flags.pharmacy, command, context));
      const findings = inspectCredential(
        { pkcs12: await readFile(pkcs12File), passphrase: await passphraseFor(pkcs12File, flags, context) },
        {
          at: new Date(),
          ...(flags.ca !== undefined && { authorities: await readFile(flags.ca, 'utf8') }),
          ...(eHealthId !== undefined && { eHealthId }),
        },
      );
      for (const { about, verdict, says } of findings) {
        context.io.out(`${MARKS[verdict].padEnd(3)}  ${about.padEnd(10)}  ${says}`);
      }
      const isBad = findings.some(({ verdict }) => verdict === 'bad');
      context.io.out(isBad ? 'do not use it' : 'it can be used');
      context.exit(isBad ? EXIT.failed : EXIT.done);
    });
}

async function passphraseFor(pkcs12File: string, { passphraseFile }: CheckFlags, { io }: CommandContext): Promise<string> {
  const text =
    passphraseFile === '-' ? await io.input() : await readFile(passphraseFile ?? join(pkcs12File, '..', 'passphrase'), 'utf8');
  return text.replace(/\r?\n$/, '');
}

async function eHealthIdOf(pharmacy: string | undefined, command: Command, context: CommandContext): Promise<string | undefined> {
  if (pharmacy === undefined) {
    return;
  }
  const record = (await controlOf(command, context).read()).get(controlKey('pharmacy', pharmacy));
  if (record === undefined) {
    throw new UsageError(`there is no pharmacy ${pharmacy} in force`);
  }
  return (record.data as ControlPharmacy).eHealthId;
}
