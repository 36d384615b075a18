import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { letIdleQueuesRest } from './idle-queues.ts';

const PATH = 'kafkajs/src/network/requestQueue/index.js';
const RequestQueue = createRequire(import.meta.url)(PATH);
const entry = (correlationId: number) => ({
  correlationId,
  apiKey: 0,
  apiName: 'Test',
  apiVersion: 0,
  resolve: () => undefined,
  reject: () => undefined,
});

function aQueue() {
  const quiet = () => undefined;
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'test:9092',
    logger,
    isConnected: () => true,
  });
}

describe("kafkajs' queue of requests", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    letIdleQueuesRest();
  });
  afterEach(() => void vi.useRealTimers());

  it('waits for nothing when nothing is to be sent', () => {
    const queue = aQueue();
    queue.push({ entry: entry(1), expectResponse: true, sendRequest: () => undefined });
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });

    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waits behind another request, and what waits for the end of a throttling', () => {
    const queue = aQueue();
    const sent: number[] = [];
    for (const id of [1, 2, 3]) {
      queue.push({ entry: entry(id), expectResponse: true, sendRequest: () => sent.push(id) });
    }
    queue.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    queue.maybeThrottle(500);
    queue.fulfillRequest({ correlationId: 2, payload: Buffer.alloc(0), size: 0 });
    expect(sent).toEqual([1, 2]);

    vi.advanceTimersByTime(600);

    expect(sent).toEqual([1, 2, 3]);
    queue.destroy();
  });
});
