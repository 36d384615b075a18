import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { allowedOf } from './allowed-attributes.ts';

/** A status message is kept when it is a code of ours or a short system one, never free text: that may quote what was processed. */
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** Hands spans on with the allowed attributes alone, in the span, its events and its links. */
export class AttributeFilter implements SpanProcessor {
  readonly #next: SpanProcessor;

  constructor(next: SpanProcessor) {
    this.#next = next;
  }

  onStart(span: Span, parent: Context): void {
    this.#next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    this.#next.onEnd(filtered(span));
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

function filtered(span: ReadableSpan): ReadableSpan {
  const { code, message } = span.status;
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: message !== undefined && CODE.test(message) ? { code, message } : { code },
    attributes: allowedOf(span.attributes),
    links: span.links.map((link) => ({ ...link, attributes: allowedOf(link.attributes ?? {}) })),
    events: span.events.map((event) => ({ ...event, attributes: allowedOf(event.attributes ?? {}) })),
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
