import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTraceReceiver, type TraceReceiver } from './receiver.ts';

const exported = (traceId: string, spanId: string, name: string) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'verification' } }] },
        scopeSpans: [
          {
            spans: [
              {
                ...{
                  traceId,
                  spanId,
                  name,
                  kind: 3,
                  startTimeUnixNano: '1700000000000000000',
                  endTimeUnixNano: '1700000000004200000',
                },
                attributes: [{ key: 'officine.attempt', value: { intValue: '2' } }],
                status: { code: 2 },
              },
            ],
          },
        ],
      },
    ],
  });

describe('the trace receiver', () => {
  let receiver: TraceReceiver;
  beforeEach(async () => {
    receiver = await startTraceReceiver();
  });
  afterEach(() => receiver.close());

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${receiver.endpoint}/v1/traces`, { method: 'POST', body, headers });

  it('keeps what a span says', async () => {
    await post(exported('t1', 's1', 'mysecu get'));

    expect(receiver.trace('t1')).toMatchObject([
      {
        service: 'verification',
        name: 'mysecu get',
        kind: 'client',
        durationUs: 4_200,
        failed: true,
        attributes: { 'officine.attempt': 2 },
      },
    ]);
  });

  it('reads compressed exports', async () => {
    await post(new Uint8Array(gzipSync(exported('t1', 's1', 'mysecu get'))), { 'content-encoding': 'gzip' });

    expect(receiver.spans()).toHaveLength(1);
  });

  it('waits for the spans that make a trace whole', async () => {
    const whole = receiver.waitFor('t1', (spans) => spans.length === 2, 5_000);
    await post(exported('t1', 's1', 'mysecu token'));
    await post(exported('t2', 's1', 'of another trace'));
    await post(exported('t1', 's2', 'mysecu get'));

    await expect(whole).resolves.toMatchObject([{ name: 'mysecu token' }, { name: 'mysecu get' }]);
  });

  it('refuses what is no export, and goes on', async () => {
    expect((await post('{')).status).toBe(400);
    expect((await post(exported('t1', 's1', 'mysecu get'))).status).toBe(200);
  });
});
