import {
  type Context,
  context,
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { InboundRecord } from '../records/record.ts';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = 1;

/**
 * The headers with the active span's `traceparent` and `tracestate` (W3C Trace Context). Written here and not by a global
 * propagator, which would send baggage along: that may hold anything.
 */
export function injectTrace(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const current = trace.getSpanContext(context.active());
  if (current === undefined || !isSpanContextValid(current)) {
    return { ...headers };
  }
  const flags = (current.traceFlags & SAMPLED).toString(16).padStart(2, '0');
  const state = current.traceState?.serialize();
  return {
    ...headers,
    traceparent: `00-${current.traceId}-${current.spanId}-${flags}`,
    ...(state === undefined || state === '' ? {} : { tracestate: state }),
  };
}

/** The context that a record's headers name, or the root where they name none that is valid. */
export function traceOf(headers: Readonly<Record<string, string>>): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(headers['traceparent'] ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) {
    return ROOT_CONTEXT;
  }
  const parent = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & SAMPLED,
    isRemote: true,
    ...(headers['tracestate'] === undefined ? {} : { traceState: createTraceState(headers['tracestate']) }),
  };
  return isSpanContextValid(parent) ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/**
 * Runs `work` in a CONSUMER span that is a child of the record's `traceparent` and ends with the work. The instrumentation of
 * kafkajs only links, and its span ends when the record is queued.
 */
export async function consumerSpan<T>(tracer: Tracer, record: InboundRecord, work: (span: Span) => Promise<T>): Promise<T> {
  const attributes = {
    'messaging.system': 'kafka',
    'messaging.operation.type': 'process',
    'messaging.destination.name': record.topic,
    'messaging.destination.partition.id': String(record.partition),
    'messaging.kafka.offset': String(record.offset),
  };
  const options = { kind: SpanKind.CONSUMER, attributes };
  return tracer.startActiveSpan(`process ${record.topic}`, options, traceOf(record.headers), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The class alone: a message may quote the record.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
