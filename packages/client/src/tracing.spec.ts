import { type Attributes, propagation, type SpanOptions, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, QUESTION } from '../test/support/client-with.ts';
import { anAnswerTo } from '../test/support/results.ts';

const SPAN_CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

describe('the trace of a check', () => {
  let spans: { name: string; attributes: Attributes; ended: boolean }[];

  beforeEach(() => {
    spans = [];
    trace.setGlobalTracerProvider({
      getTracer: () => ({
        startSpan: (name: string, options: SpanOptions = {}) => {
          const seen = { name, attributes: { ...options.attributes }, ended: false };
          spans.push(seen);
          const span = trace.wrapSpanContext(SPAN_CONTEXT);
          span.setAttribute = (key, value) => {
            seen.attributes[key] = value;
            return span;
          };
          span.end = () => {
            seen.ended = true;
          };
          return span;
        },
        startActiveSpan: () => {
          throw new Error('not used');
        },
      }),
    });
    propagation.setGlobalPropagator({
      inject(context, carrier, setter) {
        const found = trace.getSpanContext(context);
        setter.set(carrier, 'traceparent', `00-${found?.traceId}-${found?.spanId}-01`);
      },
      extract: (context) => context,
      fields: () => ['traceparent'],
    });
  });

  afterEach(() => {
    trace.disable();
    propagation.disable();
  });

  it("begins with the client's own span, whose traceparent travels with the request", () => {
    const { client, transport } = aClient();

    void client.check(QUESTION);

    expect(spans).toMatchObject([{ name: 'officine check', ended: false }]);
    expect(transport.published[0]?.headers['traceparent']).toBe(`00-${SPAN_CONTEXT.traceId}-${SPAN_CONTEXT.spanId}-01`);
  });

  it('ends with the outcome and the correlation id, and says nothing of a person', async () => {
    const { client, transport } = aClient();
    const answer = client.check(QUESTION);

    transport.deliver(anAnswerTo(transport.published[0]!));
    await answer;

    expect(spans).toEqual([
      {
        name: 'officine check',
        ended: true,
        attributes: {
          'officine.check': 'affiliation',
          'officine.vendor': 'acme',
          'officine.pharmacy': 'ph-0001',
          'officine.outcome': 'answered',
          'mysecu.correlation_id': 'Id-1',
        },
      },
    ]);
  });

  it('is named in an answer that the client makes by itself', async () => {
    const { client, clock } = aClient();
    const answer = client.check(QUESTION, { timeoutMs: 500 });

    await clock.advance(550);

    await expect(answer).resolves.toMatchObject({ local: true, traceId: SPAN_CONTEXT.traceId });
  });
});
