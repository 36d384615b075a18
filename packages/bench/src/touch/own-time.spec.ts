import type { Span } from '@officine/devstack';
import { describe, expect, it } from 'vitest';
import { ownTimesMs } from './own-time.ts';

const BASE: Span = {
  traceId: 't-1',
  spanId: 's-1',
  parentSpanId: undefined,
  service: 'verification',
  name: 'check',
  kind: 'consumer',
  startUs: 1_000,
  durationUs: 110_000,
  failed: false,
  attributes: {},
  links: [],
};
const GET: Span = { ...BASE, spanId: 's-2', parentSpanId: 's-1', name: 'mysecu get', kind: 'client', durationUs: 105_000 };
const HTTP: Span = { ...BASE, spanId: 's-3', parentSpanId: 's-2', name: 'POST', kind: 'client', durationUs: 102_000 };

describe('our own time', () => {
  it('is the whole check without the exchange on the wire; signing and verifying count as ours', () => {
    expect(ownTimesMs([BASE, GET, HTTP], 0)).toEqual([8]);
  });

  it('is not told of a check that never called', () => {
    expect(ownTimesMs([BASE], 0)).toEqual([]);
  });

  it('leaves out what began before the measurement', () => {
    expect(ownTimesMs([BASE, GET, HTTP], 2_000)).toEqual([]);
  });
});
