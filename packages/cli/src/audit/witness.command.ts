import { appendFileSync, existsSync } from 'node:fs';
import { verifyCheckpoints, witness } from '@officine/audit';
import { auditCheckpointed, availabilityChanged, decodeEvent, parseData, topics } from '@officine/contracts';
import { connectKafka } from '@officine/kafka';
import type { Command } from 'commander';
import { type CommandContext, kafkaOf } from '../commands/command-context.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { readToEnd } from '../control/read-to-end.ts';
import { EXIT } from '../exit-code.ts';
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
      const { checkpoints, finding } = await verifyCheckpoints(shown, publicKeys);
      const kept = file !== undefined && existsSync(file) ? await allLinesOf(file) : [];
      const { checkpoints: known } = await verifyCheckpoints(kept, publicKeys);
      const hashes = [
        ...known.map(({ hash }) => hash),
        ...(await receivedHashes(kafka)),
        ...(received === undefined ? [] : await allLinesOf(received)),
      ];
      const findings = [...(finding === undefined ? [] : [finding]), ...witness(hashes, checkpoints)];
      for (const { kind, seq, detail } of findings) {
        io.out(`${kind.toUpperCase()} checkpoint ${seq}: ${detail}`);
      }
      if (file !== undefined && findings.length === 0) {
        const fresh = checkpoints.slice(known.length).map(({ jws }) => `${jws}\n`);
        appendFileSync(file, fresh.join(''));
      }
      io.out(
        `${checkpoints.length} checkpoints shown, ${new Set(hashes).size} received: ${findings.length === 0 ? 'they agree' : 'they differ'}`,
      );
      context.exit(findings.length === 0 ? EXIT.done : EXIT.failed);
    });
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
