import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { AttributeFilter } from './attribute-filter.ts';
import { ATTR } from './names.ts';

type Span = ReturnType<ReturnType<TracerProvider['getTracer']>['startSpan']>;

function exported(work: (span: Span) => void): ReadableSpan {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new AttributeFilter(new SimpleSpanProcessor({ exporter }))] });
  const span = provider.getTracer('test').startSpan('mysecu get');
  work(span);
  span.end();
  return exporter.getFinishedSpans()[0]!;
}

describe('a span that leaves the process', () => {
  it('carries what is on the list, and nothing else', () => {
    const span = exported((open) =>
      open.setAttributes({
        [ATTR.pharmacy]: 'ph-0001',
        [ATTR.correlationId]: 'Id-0f2a',
        'http.response.status_code': 200,
        'url.full': 'https://ws.mysecu.lu/ws?matricule=1893120105732',
        'http.request.header.authorization': 'secret',
        matricule: '1893120105732',
      }),
    );

    expect(span.attributes).toEqual({
      [ATTR.pharmacy]: 'ph-0001',
      [ATTR.correlationId]: 'Id-0f2a',
      'http.response.status_code': 200,
    });
  });

  it('keeps neither the message nor the stack of an exception', () => {
    const span = exported((open) => open.recordException(new TypeError('no person 1893120105732')));

    expect(span.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: 'exception', attributes: { 'exception.type': 'TypeError' } },
    ]);
  });

  it('keeps a status that is a code, and drops one that is free text', () => {
    const coded = exported((open) => open.setStatus({ code: SpanStatusCode.ERROR, message: 'mysecu-timeout' }));
    const told = exported((open) => open.setStatus({ code: SpanStatusCode.ERROR, message: 'no person 1893120105732' }));

    expect(coded.status).toEqual({ code: SpanStatusCode.ERROR, message: 'mysecu-timeout' });
    expect(told.status).toEqual({ code: SpanStatusCode.ERROR });
  });

  it('keeps its identity, its name and its times', () => {
    const span = exported(() => undefined);

    expect(span.name).toBe('mysecu get');
    expect(span.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span.ended).toBe(true);
  });
});
