import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ATTR } from './names.ts';
import { spanContextOf } from './traceparent.ts';

/** How a span begins. */
export interface SpanOptions {
  readonly kind?: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  readonly attributes?: Attributes;
  readonly links?: Link[];
  /**
   * W3C `traceparent` of the parent; without it the active span is the parent. `null` begins a new trace, as does a text that is
   * no traceparent.
   */
  readonly parentTraceparent?: string | null;
}

const KIND = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** The tracer of Officine's own spans. */
export function tracer(): Tracer {
  return trace.getTracer('officine');
}

/** Runs `work` inside a span that ends with it. A failure marks the span with its code, never with its message. */
export async function withSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T> | T): Promise<T> {
  const { kind = 'internal', attributes = {}, links = [] } = options;
  return await tracer().startActiveSpan(name, { kind: KIND[kind], attributes, links }, parentOf(options), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds to the span that is active where this is called what is known only later; does nothing once that span has ended. */
export function describeSpan(attributes: Attributes): void {
  const span = trace.getActiveSpan();
  if (span?.isRecording()) {
    span.setAttributes(attributes);
  }
}

/** Marks a span as failed with the code of `error`. */
export function markFailed(span: Span, error: unknown): void {
  const code = codeOf(error);
  span.setAttribute(ATTR.code, code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

function parentOf({ parentTraceparent }: SpanOptions) {
  if (parentTraceparent === undefined) {
    return context.active();
  }
  const parent = parentTraceparent === null ? undefined : spanContextOf(parentTraceparent);
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

function codeOf(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  }
  return 'unknown';
}
