import { randomBytes } from 'node:crypto';
import { type Span, type Stack, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor } from './support/outside-vendor.ts';

let stack: Stack;
let vendor: OutsideVendor;

beforeAll(async () => {
  stack = await startStack();
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

const MATRICULE = '1980010112302';

/** Asks under a trace of our own and returns its spans, once the result's own span is among them. */
async function traced(pharmacy: string) {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const data = {
    check: 'affiliation',
    pharmacy,
    user: { id: 'u-42', role: 'pharmacist' },
    timeoutMs: 20_000,
    affiliation: { matricule: MATRICULE },
  };
  const { id } = await vendor.ask(data, { key: pharmacy, headers: { traceparent: `00-${traceId}-${spanId}-01` } });
  const result = await vendor.answer(id);
  const spans = await stack.traces.waitFor(
    traceId,
    (all) => ['check', 'publish result', 'mysecu get'].every((name) => named(all, name)),
    20_000,
  );
  return { traceId, spanId, result, spans };
}

function named(spans: readonly Span[], name: string): Span | undefined {
  return spans.find((span) => span.name === name);
}

/** The names from a span up to the vendor's own. */
function wayUp(spans: readonly Span[], name: string): string[] {
  const way: string[] = [];
  for (let at = named(spans, name); at !== undefined; at = spans.find(({ spanId }) => spanId === at?.parentSpanId)) {
    way.push(`${at.service}: ${at.name}`);
  }
  return way;
}

describe('one trace', () => {
  it('leads from the vendor over the token to each of the three calls, and back with the result (R7)', async () => {
    const { traceId, spanId, result, spans } = await traced('ph-0001');

    expect(named(spans, 'check')?.parentSpanId).toBe(spanId);
    expect(wayUp(spans, 'mysecu identity')).toEqual([
      'auth-token: mysecu identity',
      'auth-token: token request',
      'verification: token wait',
      'verification: check',
    ]);
    expect(wayUp(spans, 'mysecu token').at(-1)).toBe('verification: check');
    expect(wayUp(spans, 'mysecu get')).toEqual(['verification: mysecu get', 'verification: check']);
    expect(result.headers['traceparent']).toContain(traceId);
    expect(result.data['traceId']).toBe(traceId);
  });

  it('tells step, check, vendor, pharmacy, outcome and correlation id, and nothing of a person (R7, R22)', async () => {
    const { result, spans } = await traced('ph-0001');

    expect(named(spans, 'mysecu get')?.attributes).toMatchObject({
      'officine.step': 'get',
      'mysecu.correlation_id': result.data.correlationId,
    });
    expect(named(spans, 'check')?.attributes).toMatchObject({
      'officine.check': 'affiliation',
      'officine.vendor': 'acme',
      'officine.pharmacy': 'ph-0001',
      'officine.outcome': 'answered',
    });
    const everything = JSON.stringify(stack.traces.spans());
    for (const secret of [MATRICULE, 'ASSELBORN', 'Maxime', 'u-42']) {
      expect(everything).not.toContain(secret);
    }
  });

  it('links to the trace of another request when that one made the token', async () => {
    const maker = await traced('ph-0003');
    const { spans } = await traced('ph-0003');

    const links = spans.flatMap((span) => span.links.map(({ traceId }) => traceId));

    expect(named(spans, 'mysecu token')).toBeUndefined();
    expect(links).toContain(maker.traceId);
  });
});
