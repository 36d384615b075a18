import { describe, expect, it } from 'vitest';
import type { Span } from './span.ts';
import { drawTraces } from './tree.ts';

const span = (spanId: string, parentSpanId: string | undefined, startUs: number, more: Partial<Span> = {}): Span => ({
  ...{ traceId: 't', spanId, parentSpanId, startUs, service: 'verification', name: spanId, kind: 'internal' },
  ...{ durationUs: 1_000, failed: false, attributes: {}, links: [], ...more },
});

describe('a drawn trace', () => {
  it('shows children below their parent, in the order they began', () => {
    const lines = drawTraces([
      span('get', 'check', 3_000, { failed: true, attributes: { 'mysecu.correlation_id': 'Id-1', 'officine.vendor': 'acme' } }),
      span('token', 'check', 1_000),
      span('check', undefined, 0),
      span('assertion', 'token', 1_500),
    ]);

    expect(lines).toEqual([
      '     0.0 ms      1.0 ms  check [verification, internal]',
      '     1.0 ms      1.0 ms  ├─ token [verification, internal]',
      '     1.5 ms      1.0 ms  │  └─ assertion [verification, internal]',
      '     3.0 ms      1.0 ms  └─ get [verification, internal]  correlation_id=Id-1  FAILED',
    ]);
  });

  it('hides nothing when a parent has not come', () => {
    expect(drawTraces([span('orphan', 'unknown', 0)])).toHaveLength(1);
  });
});
