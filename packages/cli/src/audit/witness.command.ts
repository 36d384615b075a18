import { appendFileSync, existsSync } from 'node:fs';
import { claimsIn, verifyCheckpoints, witness } from '@officine/audit';
import { auditCheckpointed, availabilityChanged, decodeEvent, parseData, topics } from '@officine/contracts';
import { connectKafka } from '@officine/kafka';
import type { Command } from 'commander';
import { type CommandContext, kafkaOf } from '../commands/command-context.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { readToEnd } from '../control/read-to-end.ts';
import { EXIT } from '../exit-code.ts';
import { checkpointLines } from './checkpoint-lines.ts';
import { plainHeaders } from './plain-headers.ts';
import { publicKeysIn } from './public-keys.ts';
import { linesOf } from './trail-file.ts';

interface WitnessFlags {
  readonly key: readonly string[];
  readonly file?: string;
  readonly received?: string;
}

/**
 * `officine audit witness`: run by a vendor, with the vendor's own rights. Compares what the audit shows today with what was
 * received before, and keeps what is new.
 */
export function addWitness(audit: Command, context: CommandContext): void {
  const { io } = context;
  audit
    .command('witness')
    .summary('check from outside that the audit still shows what was received from it')
    .requiredOption('-k, --key <pem...>', "the audit's Ed25519 public keys, past and present")
    .option('--file <file>', 'the checkpoints kept so far, one JWS a line; new ones are appended, nothing is ever taken out')
    .option('--received <file>', 'hashes (auditCheckpoint) of availability events received before, one a line')
    .action(async ({ key, file, received }: WitnessFlags, command: Command) => {
      const kafka = connectKafka(kafkaOf(command, context), SILENT);
      const publicKeys = publicKeysIn(key);
      const shown = await shownCheckpoints(kafka);
      const { row, finding } = await verifyCheckpoints(shown, publicKeys);
      const keptLines = file !== undefined && existsSync(file) ? checkpointLines(file) : [];
      const kept = await verifyCheckpoints(keptLines, publicKeys, { mayBeginLater: true });
      const hashes = new Set([
        ...kept.row.hashes(),
        ...(await receivedHashes(kafka)),
        ...(received === undefined ? [] : await allLinesOf(received)),
      ]);
      const findings = [...(finding === undefined ? [] : [finding]), ...witness(hashes, row)];
      for (const { kind, seq, detail } of findings) {
        io.out(`${kind.toUpperCase()} checkpoint ${seq}: ${detail}`);
      }
      if (kept.finding !== undefined) {
        const { kind, seq, detail } = kept.finding;
        io.out(`${kind.toUpperCase()} checkpoint ${seq} in ${file}, the file of what was kept: ${detail}`);
      }
      const agrees = findings.length === 0 && kept.finding === undefined;
      if (file !== undefined && agrees) {
        appendFileSync(file, newerThan(kept.row.lastNumber, shown).join(''));
      }
      io.out(`${row.count} checkpoints shown, ${hashes.size} received: ${agrees ? 'they agree' : 'they differ'}`);
      context.exit(agrees ? EXIT.done : EXIT.failed);
    });
}

/** Lines for the file: each checkpoint once, though the topic may hold it twice. */
function newerThan(number: number, jwss: readonly string[]): string[] {
  const lines = new Map<number, string>();
  for (const jws of jwss) {
    const claims = claimsIn(jws);
    if (claims !== undefined && claims.number > number) {
      lines.set(claims.number, `${jws}\n`);
    }
  }
  return [...lines.values()];
}

async function allLinesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(path)) {
    lines.push(line);
  }
  return lines;
}

async function shownCheckpoints(kafka: ReturnType<typeof connectKafka>): Promise<string[]> {
  const found: string[] = [];
  await readToEnd(kafka, topics.auditCheckpoints.name, ({ value, headers }) => {
    const decoded = decodeEvent({ value, headers: plainHeaders(headers) });
    const parsed = decoded.readable ? parseData(auditCheckpointed, decoded.event.data) : undefined;
    // What cannot be read stays in the row: it will be found not to be signed.
    found.push(parsed?.fits === true ? parsed.data.jws : 'unreadable');
  });
  return found;
}

async function receivedHashes(kafka: ReturnType<typeof connectKafka>): Promise<string[]> {
  const found: string[] = [];
  await readToEnd(kafka, topics.availability.name, ({ value, headers }) => {
    const decoded = decodeEvent({ value, headers: plainHeaders(headers) });
    const parsed = decoded.readable ? parseData(availabilityChanged, decoded.event.data) : undefined;
    if (parsed?.fits === true && parsed.data.auditCheckpoint !== undefined) {
      found.push(parsed.data.auditCheckpoint);
    }
  });
  return found;
}
