import { actionsOf, type RequestTrace, reconcile } from '@officine/audit';
import {
  checkAnswered,
  checkDegraded,
  checkRejected,
  checkRequested,
  decodeEvent,
  topics,
  vendorTopicName,
} from '@officine/contracts';
import { connectKafka } from '@officine/kafka';
import type { Command } from 'commander';
import type { KafkaMessage } from 'kafkajs';
import { type CommandContext, kafkaOf } from '../commands/command-context.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { readToEnd } from '../control/read-to-end.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { withDatabase } from './audit-session.ts';
import { plainHeaders } from './plain-headers.ts';

/** The longest budget, and time for the audit to catch up. */
const UNDERWAY_MS = 60_000;
const RESULTS = new Set([checkAnswered.type, checkDegraded.type, checkRejected.type]);

export function addReconcile(audit: Command, context: CommandContext): void {
  audit
    .command('reconcile')
    .summary("prove that a vendor's requests, results and audit agree, for as long as its topics reach back")
    .argument('<vendor>')
    .action(async (vendor: string, _: object, command: Command) => {
      const settledBefore = Date.now() - UNDERWAY_MS;
      const kafka = connectKafka(kafkaOf(command, context), SILENT);
      const requested = new Map<string, number>();
      await readToEnd(kafka, vendorTopicName(topics.requests, vendor), (message) => {
        const event = eventIn(message);
        if (event?.type === checkRequested.type) {
          requested.set(event.id, Number(message.timestamp));
        }
      });
      const concluded = new Set<string>();
      await readToEnd(kafka, vendorTopicName(topics.results, vendor), (message) => {
        const event = eventIn(message);
        if (event?.subject !== undefined && RESULTS.has(event.type)) {
          concluded.add(event.subject);
        }
      });
      const ids = [...new Set([...requested.keys(), ...concluded])];
      const actions = await withDatabase(command, context, (collections) => actionsOf(collections, vendor, ids));
      const traces = ids.map((id): [string, RequestTrace] => {
        const requestedAt = requested.get(id);
        const trace = { hasResult: concluded.has(id), actions: actions.get(id) ?? new Set<string>() };
        return [id, { ...trace, ...(requestedAt !== undefined && { requestedAt }) }];
      });
      const mismatches = reconcile(traces, { settledBefore });
      if (mismatches.length > 0) {
        context.io.out(
          table(
            ['request', 'difference'],
            mismatches.map(({ requestId, difference }) => [requestId, difference]),
          ),
        );
      }
      context.io.out(`${requested.size} requests, ${concluded.size} with results: ${mismatches.length} differences`);
      context.exit(mismatches.length === 0 ? EXIT.done : EXIT.failed);
    });
}

function eventIn({ value, headers }: KafkaMessage) {
  const decoded = decodeEvent({ value, headers: plainHeaders(headers) });
  return decoded.readable ? decoded.event : undefined;
}
