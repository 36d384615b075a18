import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { injectTrace, traceOf } from './trace-context.ts';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace of a record', () => {
  it('is the one that its traceparent names', () => {
    const parent = trace.getSpanContext(traceOf({ traceparent: TRACEPARENT, tracestate: 'vendor=1' }));

    expect(parent).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      isRemote: true,
    });
    expect(parent?.traceState?.get('vendor')).toBe('1');
  });

  it('is a new one where the header is missing or malformed', () => {
    const malformed = [
      '',
      '00-0-0-00',
      TRACEPARENT.toUpperCase(),
      TRACEPARENT.replace('00-', 'ff-'),
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    ];

    expect(traceOf({})).toBe(ROOT_CONTEXT);
    for (const traceparent of malformed) {
      expect(traceOf({ traceparent })).toBe(ROOT_CONTEXT);
    }
  });

  it('adds nothing to the headers where no span is active', () => {
    expect(injectTrace({ a: '1' })).toEqual({ a: '1' });
  });
});
