import type { CheckResult } from '@officine/client';
import type { TraceReceiver } from '../traces/receiver.ts';
import type { Span } from '../traces/span.ts';
import { drawTraces } from '../traces/tree.ts';

const TRACE_TIMEOUT_MS = 8_000;

/** The calls that the first check of a pharmacy needs: assertion, token, question (mySecu protocol, section 3). */
const CALLS = ['mysecu identity', 'mysecu token', 'mysecu get'] as const;

/** Prints the trace of a check as a tree, once the spans of the vendor and of the three calls have come. */
export async function showTrace(
  traces: TraceReceiver,
  result: CheckResult | undefined,
  write: (text: string) => void,
): Promise<void> {
  const traceId = result?.traceId;
  if (traceId === undefined) {
    return;
  }
  const spans = await traces.waitFor(traceId, isWhole, TRACE_TIMEOUT_MS);
  write(`\nTrace ${traceId} of the first question, from the vendor to mySecu (start, duration)\n`);
  for (const line of drawTraces(spans)) {
    write(`${line}\n`);
  }
  const absent = CALLS.filter((call) => !spans.some(({ name }) => name === call));
  if (absent.length > 0) {
    write(`   (no span of ${absent.join(', ')} came within ${TRACE_TIMEOUT_MS / 1_000} s)\n`);
  }
}

function isWhole(spans: readonly Span[]): boolean {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const connected = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId)).length === 1;
  return connected && CALLS.every((call) => spans.some(({ name }) => name === call));
}
