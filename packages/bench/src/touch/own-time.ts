import type { Span } from '@officine/devstack';

const MICROS_PER_MS = 1000;
/** As verification names them towards any collector. */
const CHECK = 'check';
const GET = 'mysecu get';

/**
 * Our own time of each answered check of a vendor, milliseconds: its `check` span (record read to result acknowledged) without the
 * HTTP span below it (SOAP out to answer in). Both are durations of one process's monotonic clock.
 */
export function ownTimesMs(spans: readonly Span[], fromUs: number): number[] {
  const mine = spans.filter(({ service, startUs }) => service === 'verification' && startUs >= fromUs);
  const gets = new Map(mine.filter(({ name }) => name === GET).map((span) => [span.spanId, span.traceId]));
  const waitedUs = new Map<string, number>();
  for (const { kind, parentSpanId, durationUs } of mine) {
    const traceId = kind === 'client' && parentSpanId !== undefined ? gets.get(parentSpanId) : undefined;
    if (traceId !== undefined) waitedUs.set(traceId, (waitedUs.get(traceId) ?? 0) + durationUs);
  }
  return mine.flatMap(({ name, traceId, durationUs }) => {
    const waited = waitedUs.get(traceId);
    return name === CHECK && waited !== undefined ? [(durationUs - waited) / MICROS_PER_MS] : [];
  });
}
