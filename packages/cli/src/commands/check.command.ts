import { type CheckResult, createClient, type Question, type User } from '@officine/client';
import { TIMEOUT_MS } from '@officine/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from '../exit-code.ts';
import { formatResult, type Language } from '../output/format-result.ts';
import { type CommandContext, kafkaOf } from './command-context.ts';

interface CheckFlags {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly user: string;
  readonly role?: string;
  readonly timeout: number;
  readonly id?: string;
  readonly lang: Language;
  readonly output: 'text' | 'json';
}

const EXIT_OF = { answered: EXIT.done, degraded: EXIT.degraded, rejected: EXIT.rejected } as const satisfies Record<
  CheckResult['outcome'],
  number
>;
const MATRICULE = 'national identification number; - reads it from standard input, out of sight of the shell history';

export function addCheck(program: Command, context: CommandContext): void {
  const check = program.command('check').summary('ask mySecu one question, as a vendor');

  common(check.command('affiliation').summary('is this person insured with CNS?'))
    .requiredOption('--matricule <number>', MATRICULE)
    .option('--on <date>', 'day asked about, YYYY-MM-DD; today unless given')
    .action(async (flags: CheckFlags & { matricule: string; on?: string }, command: Command) => {
      const affiliation = { matricule: await given(flags.matricule, context), ...(flags.on && { on: flags.on }) };
      await ask({ check: 'affiliation', ...askedBy(flags), affiliation }, flags, command, context);
    });

  common(check.command('accident').summary("is this accident's dossier open?"))
    .requiredOption('--matricule <number>', MATRICULE)
    .requiredOption('--accident-number <number>', "number of the accident-insurance association's dossier")
    .option('--accident-date <date>', 'YYYY-MM-DD')
    .action(
      async (flags: CheckFlags & { matricule: string; accidentNumber: string; accidentDate?: string }, command: Command) => {
        const { accidentNumber, accidentDate } = flags;
        const accident = {
          matricule: await given(flags.matricule, context),
          accidentNumber,
          ...(accidentDate && { accidentDate }),
        };
        await ask({ check: 'accident', ...askedBy(flags), accident }, flags, command, context);
      },
    );

  common(check.command('prescriber').summary('may this prescriber prescribe?'))
    .requiredOption('--prescriber-code <code>', 'provider code, 8 digits')
    .option('--on <date>', 'day asked about, YYYY-MM-DD; today unless given')
    .action(async (flags: CheckFlags & { prescriberCode: string; on?: string }, command: Command) => {
      const prescriber = { prescriberCode: flags.prescriberCode, ...(flags.on && { on: flags.on }) };
      await ask({ check: 'prescriber', ...askedBy(flags), prescriber }, flags, command, context);
    });
}

function common(command: Command): Command {
  return command
    .requiredOption('--vendor <id>', 'vendor that asks')
    .requiredOption('--pharmacy <id>', 'pharmacy that asks')
    .requiredOption('--user <id>', "the vendor's opaque id of the person at the counter")
    .option('--role <role>', "that person's role")
    .option('--timeout <ms>', 'time budget in milliseconds', milliseconds, TIMEOUT_MS.default)
    .option('--id <id>', 'idempotency key; a new one unless given')
    .addOption(new Option('--lang <language>', 'language of the advice').choices(['fr', 'de', 'en']).default('en'))
    .addOption(new Option('-o, --output <form>', 'how to show the result').choices(['text', 'json']).default('text'));
}

async function ask(question: Question, flags: CheckFlags, command: Command, context: CommandContext): Promise<void> {
  const { vendor, timeout, id, lang, output } = flags;
  const client = await createClient({ vendor, kafka: kafkaOf(command, context) });
  try {
    const startedMs = performance.now();
    const result = await client.check(question, { timeoutMs: timeout, ...(id && { id }) });
    const elapsedMs = performance.now() - startedMs;
    const lines = output === 'json' ? [JSON.stringify(result, null, 2)] : formatResult(result, lang, elapsedMs);
    lines.forEach(context.io.out);
    context.exit(EXIT_OF[result.outcome]);
  } finally {
    await client.close();
  }
}

function askedBy({ pharmacy, user, role }: CheckFlags): { pharmacy: string; user: User } {
  return { pharmacy, user: { id: user, ...(role && { role }) } };
}

async function given(value: string, { io }: CommandContext): Promise<string> {
  return value === '-' ? (await io.input()).trim() : value;
}

function milliseconds(text: string): number {
  const ms = Number(text);
  if (!Number.isFinite(ms) || ms <= 0) {
    throw new InvalidArgumentError('must be a number of milliseconds.');
  }
  return ms;
}
