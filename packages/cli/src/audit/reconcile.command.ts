import { reconcile } from '@officine/audit';
import { connectKafka } from '@officine/kafka';
import type { Command } from 'commander';
import { type CommandContext, kafkaOf } from '../commands/command-context.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { UsageError } from '../usage-error.ts';
import { withAudit } from './audit-session.ts';
import { seconds } from './durations.ts';
import { eventsAgainstRecord } from './events-against-record.ts';
import { requestTraces, vendorTraces } from './vendor-traces.ts';

/** The longest budget, and time for the audit to catch up, seconds. */
const UNDERWAY = 60;

interface ReconcileFlags {
  readonly events: boolean;
  readonly settled: number;
}

export function addReconcile(audit: Command, context: CommandContext): void {
  audit
    .command('reconcile')
    .summary('prove that requests, results and audit agree, for as long as the topics reach back')
    .description(
      "Of a vendor: each request has a result, each result is in the audit. With --events: each event of the audit's topic is in the\n" +
        'record and nothing else is, so that what was cut off or added behind the last checkpoint shows as well.',
    )
    .argument('[vendor]')
    .option('--events', "compare the audit's topic with the record", false)
    .option('--settled <seconds>', 'how old something must be to count: what is younger may be on its way', seconds, UNDERWAY)
    .action(async (vendor: string | undefined, { events, settled }: ReconcileFlags, command: Command) => {
      if (vendor === undefined && !events) {
        throw new UsageError('reconcile what? Name a vendor, or give --events');
      }
      const settledBefore = Date.now() - settled * 1_000;
      const agrees = [
        ...(vendor === undefined ? [] : [await ofVendor(vendor, settledBefore, command, context)]),
        ...(events ? [await ofEvents(settledBefore, command, context)] : []),
      ];
      context.exit(agrees.every((agree) => agree) ? EXIT.done : EXIT.failed);
    });
}

async function ofVendor(vendor: string, settledBefore: number, command: Command, context: CommandContext): Promise<boolean> {
  const traces = await vendorTraces(connectKafka(kafkaOf(command, context), SILENT), vendor);
  const mismatches = await withAudit(command, context, async ({ collections, record }) => {
    await record({ action: 'audit.read', object: 'reconcile', vendor });
    return reconcile(await requestTraces(traces, collections, vendor), { settledBefore });
  });
  show(
    context,
    ['request', 'difference'],
    mismatches.map(({ requestId, difference }) => [requestId, difference]),
  );
  const { requested, results } = traces;
  context.io.out(`${requested.size} requests, ${results.size} with results: ${mismatches.length} differences`);
  return mismatches.length === 0;
}

async function ofEvents(settledBefore: number, command: Command, context: CommandContext): Promise<boolean> {
  const kafka = connectKafka(kafkaOf(command, context), SILENT);
  const { events, mismatches } = await withAudit(command, context, async ({ collections, record }) => {
    await record({ action: 'audit.read', object: 'reconcile' });
    return eventsAgainstRecord(kafka, collections, settledBefore);
  });
  show(
    context,
    ['partition', 'offset', 'event', 'difference'],
    mismatches.map(({ partition, offset, id = '-', difference }) => [String(partition), String(offset), id, difference]),
  );
  context.io.out(`${events} audit events in the topic: ${mismatches.length} differences from the record`);
  return mismatches.length === 0;
}

function show({ io }: CommandContext, heading: readonly string[], rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) {
    io.out(table(heading, rows));
  }
}
