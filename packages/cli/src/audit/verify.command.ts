import { databaseTrail, type TrailSource, type VerifyReport, verifyCheckpoints, verifyTrail } from '@officine/audit';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { withDatabase } from './audit-session.ts';
import { checkpointLines } from './checkpoint-lines.ts';
import { seconds } from './durations.ts';
import { ProgressBar } from './progress-bar.ts';
import { publicKeysIn } from './public-keys.ts';
import { fileTrail } from './trail-file.ts';
import { VerifyStateFile } from './verify-state.ts';

interface VerifyFlags {
  readonly key: readonly string[];
  readonly checkpoints?: string;
  readonly trail?: string;
  readonly checkpointsOnly: boolean;
  readonly state?: string;
  readonly settle: number;
}

const SAVE_EVERY_MS = 2_000;

export function addVerify(audit: Command, context: CommandContext): void {
  audit
    .command('verify')
    .summary('prove that nothing was edited, deleted, inserted, swapped, cut off or forked')
    .description(
      'Needs the public key alone; trusts nothing else that the database says. With --checkpoints, those that a witness kept\n' +
        'count instead of those in the database. Exit code 1: the first bad record of each chain is named.',
    )
    .requiredOption('-k, --key <pem...>', "the audit's Ed25519 public keys, past and present")
    .option('--checkpoints <file>', "a witness's checkpoints, one JWS (or the JSON of one event) a line")
    .option('--trail <file>', 'an export instead of the database')
    .option('--checkpoints-only', "verify a witness's checkpoints by themselves", false)
    .option('--state <file>', 'go on from an earlier run, and keep where this one is')
    .option('--settle <seconds>', 'how long to wait for what a running audit is about to write', seconds, 30)
    .action(async (flags: VerifyFlags, command: Command) => {
      const report = flags.checkpointsOnly ? await onlyCheckpoints(flags) : await everything(flags, command, context);
      tell(report, context);
    });
}

async function onlyCheckpoints({ key, checkpoints }: VerifyFlags): Promise<VerifyReport> {
  if (checkpoints === undefined) {
    throw new UsageError('which checkpoints? Give their file with --checkpoints');
  }
  const { row, finding } = await verifyCheckpoints(checkpointLines(checkpoints), publicKeysIn(key), { mayBeginLater: true });
  return { records: 0, checkpoints: row.count, states: [], findings: finding === undefined ? [] : [finding] };
}

function everything(flags: VerifyFlags, command: Command, context: CommandContext): Promise<VerifyReport> {
  const { trail } = flags;
  return trail === undefined
    ? withDatabase(command, context, async (collections) =>
        run(databaseTrail(collections), flags, await collections.chain.estimatedDocumentCount(), context),
      )
    : run(fileTrail(trail), flags, undefined, context);
}

async function run(
  source: TrailSource,
  flags: VerifyFlags,
  total: number | undefined,
  { io }: CommandContext,
): Promise<VerifyReport> {
  const state = flags.state === undefined ? undefined : new VerifyStateFile(flags.state);
  let isWaiting = false;
  const bar = new ProgressBar(total, process.stderr.isTTY ? (text) => void process.stderr.write(text) : undefined);
  let savedAt = performance.now();
  const report = await verifyTrail(source, {
    publicKeys: publicKeysIn(flags.key),
    ...(flags.checkpoints !== undefined && { checkpoints: checkpointLines(flags.checkpoints) }),
    resume: state?.all ?? [],
    settleMs: flags.settle * 1_000,
    onProgress: (records, chainState) => {
      bar.at(records);
      state?.keep(chainState);
      if (performance.now() - savedAt > SAVE_EVERY_MS) {
        savedAt = performance.now();
        state?.save();
      }
    },
    onWaiting: (contents) => {
      if (!isWaiting) {
        isWaiting = true;
        io.err(`${contents} contents have no link yet: waiting for the audit to write them, ${flags.settle} s at most`);
      }
    },
  });
  bar.end();
  state?.save();
  return report;
}

function tell({ records, checkpoints, states, findings }: VerifyReport, context: CommandContext): void {
  const { io } = context;
  for (const { kind, chain, seq, id, detail } of findings) {
    io.out(`${kind.toUpperCase()} ${chain} record ${seq}${id === undefined ? '' : ` (${id})`}: ${detail}`);
  }
  const vouched = states.filter(({ seq, vouchedTo }) => vouchedTo < seq).length;
  const counts = `${several(records, 'record')} in ${several(states.length, 'chain')}, ${several(checkpoints, 'checkpoint')}`;
  io.out(`${counts}: ${verdictOf(findings.length)}`);
  if (vouched > 0 && findings.length === 0) {
    io.out(
      `${vouched === 1 ? '1 chain has' : `${vouched} chains have`} records behind the last checkpoint: no signature vouches for those yet`,
    );
  }
  context.exit(findings.length === 0 ? EXIT.done : EXIT.failed);
}

function several(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function verdictOf(findings: number): string {
  return findings === 0 ? 'all as it was' : `${findings} ${findings === 1 ? 'chain has' : 'chains have'} been tampered with`;
}
