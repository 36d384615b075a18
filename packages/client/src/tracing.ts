import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { CheckResult } from './result/check-result.ts';

/** The span of one check, from asking to the answer, in the caller's own trace. Without an SDK it costs and sends nothing. */
export interface CheckSpan {
  /** The trace that the check belongs to, where there is one. */
  readonly traceId?: string;
  /** W3C `traceparent` and `tracestate`, to travel as record headers. */
  readonly headers: Record<string, string>;
  /** Without a result: the caller gave up waiting. */
  end(result: CheckResult | undefined): void;
}

/** Starts the span of a check; its parent is whatever span is active in the caller. */
export function startCheckSpan(asked: { readonly check: string; readonly vendor: string; readonly pharmacy: string }): CheckSpan {
  const span = trace.getTracer('@officine/client').startSpan('officine check', {
    kind: SpanKind.PRODUCER,
    attributes: { 'officine.check': asked.check, 'officine.vendor': asked.vendor, 'officine.pharmacy': asked.pharmacy },
  });
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  const { traceId } = span.spanContext();
  return {
    ...(trace.isSpanContextValid(span.spanContext()) && { traceId }),
    headers,
    end: (result) => end(span, result),
  };
}

function end(span: Span, result: CheckResult | undefined): void {
  if (result === undefined) {
    span.end();
    return;
  }
  span.setAttribute('officine.outcome', result.outcome);
  if (result.correlationId !== undefined) {
    span.setAttribute('mysecu.correlation_id', result.correlationId);
  }
  if (result.outcome === 'degraded') {
    span.setStatus({ code: SpanStatusCode.ERROR, message: result.cause.code });
  }
  span.end();
}
