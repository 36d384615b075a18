import { context, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ATTR, SPAN } from './names.ts';
import { activeTraceId, linkTo, traceparentOf } from './traceparent.ts';
import { withSpan } from './with-span.ts';

const exporter = new InMemorySpanExporter();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${spanId}-01`;

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
});
afterEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

describe('a span around work', () => {
  it('is the child of the span that a traceparent names', async () => {
    await withSpan(
      SPAN.mysecuGet,
      { kind: 'client', parentTraceparent: traceparent, attributes: { [ATTR.step]: 'get' } },
      () => 1,
    );

    const [span] = exporter.getFinishedSpans();
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({ [ATTR.step]: 'get' });
    expect([span?.spanContext().traceId, span?.parentSpanContext?.spanId]).toEqual([traceId, spanId]);
  });

  it('is the parent of what happens inside, and hands its own traceparent on', async () => {
    const inner = await withSpan('outer', {}, () =>
      withSpan('inner', {}, () => ({ id: activeTraceId(), parent: traceparentOf() })),
    );

    const [child, parent] = exporter.getFinishedSpans();
    expect(child?.parentSpanContext?.spanId).toBe(parent?.spanContext().spanId);
    expect(inner).toEqual({ id: child?.spanContext().traceId, parent: `00-${inner.id}-${child?.spanContext().spanId}-01` });
  });

  it('begins a trace of its own, linked to another, when told so', async () => {
    await withSpan('outer', {}, () =>
      withSpan('again', { parentTraceparent: null, links: linkTo(traceparent) }, () => undefined),
    );

    const again = exporter.getFinishedSpans().find(({ name }) => name === 'again');
    expect(again?.parentSpanContext).toBeUndefined();
    expect(again?.links.map((link) => link.context.spanId)).toEqual([spanId]);
  });

  it('takes a stranger’s nonsense for no parent', async () => {
    await withSpan('alone', { parentTraceparent: '00-zz-<script>-01' }, () => undefined);

    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined();
    expect(linkTo('nonsense')).toEqual([]);
    expect(linkTo(`00-${'0'.repeat(32)}-${spanId}-01`)).toEqual([]);
  });

  it('is marked with the code of a failure, never with its message, and lets the failure through', async () => {
    const failure = Object.assign(new Error('no person 1893120105732'), { code: 'mysecu-timeout' });

    await expect(withSpan('failing', {}, () => Promise.reject(failure))).rejects.toBe(failure);

    const [span] = exporter.getFinishedSpans();
    expect(span?.status.message).toBe('mysecu-timeout');
    expect(span?.attributes).toEqual({ [ATTR.code]: 'mysecu-timeout' });
    expect(span?.events).toEqual([]);
  });
});
