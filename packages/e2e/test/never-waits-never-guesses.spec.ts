import { type Stack, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor, type SeenResult } from './support/outside-vendor.ts';
import { PlatformControl } from './support/platform-control.ts';

let stack: Stack;
let vendor: OutsideVendor;
let mysecu: PlatformControl;

beforeAll(async () => {
  // A re-check is due no earlier than budget and call time-out: short ones keep this file short.
  stack = await startStack({ settings: { MYSECU_CONNECT_TIMEOUT_MS: '1000', MYSECU_READ_TIMEOUT_MS: '2000' } });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
  mysecu = new PlatformControl(stack.simulator.controlUrl);
  await answered('1980010112302'); // The token is warm from here on: what follows is about the business call.
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

const question = (matricule: string, timeoutMs: number) => ({
  check: 'affiliation',
  pharmacy: 'ph-0001',
  user: { id: 'u-42', role: 'pharmacist' },
  timeoutMs,
  affiliation: { matricule },
});
const isDegraded = ({ type }: SeenResult) => type === 'lu.officine.check.degraded.v1';

async function answered(matricule: string): Promise<SeenResult> {
  return await vendor.answer((await vendor.ask(question(matricule, 20_000))).id);
}

/** How long after the request its result was concluded, by the result's own timings. */
function tookMs({ data }: SeenResult): number {
  const { receivedAt, concludedAt } = data['timings'] as { receivedAt: string; concludedAt: string };
  return Date.parse(concludedAt) - Date.parse(receivedAt);
}

describe('a pharmacy', () => {
  it('hears within its budget that mySecu is silent, and the true answer by itself once mySecu is back (R6)', async () => {
    await mysecu.commit({ kind: 'silence', step: 'get' });
    const { id } = await vendor.ask(question('1992113004546', 1000));

    const degraded = await vendor.result(id, isDegraded);
    await mysecu.mend();
    const settled = await vendor.answer(id);

    expect(degraded.data.cause).toMatchObject({ code: 'mysecu-timeout', step: 'get', retryable: true });
    expect(tookMs(degraded)).toBeLessThanOrEqual(1250);
    expect(degraded.data).not.toHaveProperty('verdict');
    expect(settled.data.verdict).toMatchObject({ affiliated: true });
    expect(settled.data.supersedes).toBe(degraded.id);
    expect(settled.partition).toBe(degraded.partition);
  });

  it.each([
    ['html-page', 'mysecu-unavailable'],
    ['http-503', 'mysecu-unavailable'],
    ['http-500-fault', 'mysecu-fault'],
    ['half-body', 'mysecu-unavailable'],
    ['oversized', 'mysecu-unavailable'],
    ['unsigned', 'mysecu-untrusted-answer'],
    ['bad-signature', 'mysecu-untrusted-answer'],
    ['wrong-signer', 'mysecu-untrusted-answer'],
    ['wrong-body', 'mysecu-untrusted-answer'],
    ['wrapped', 'mysecu-untrusted-answer'],
    ['duplicate-id', 'mysecu-untrusted-answer'],
    ['doctype', 'mysecu-untrusted-answer'],
    ['other-person', 'mysecu-answer-mismatch'],
    ['empty-response', 'mysecu-answer-mismatch'],
  ])('never hears a yes or a no made of a technical failure: %s', async (kind, code) => {
    await mysecu.commit({ kind, step: 'get', count: 1 });
    const { id } = await vendor.ask(question('1985072015662', 5000));

    const first = await vendor.result(id);
    await mysecu.mend();

    expect(first.type).toBe('lu.officine.check.degraded.v1');
    expect(first.data.cause?.code).toBe(code);
    // A good call in between: the breaker counts consecutive failures.
    expect((await answered('1980010112302')).data.verdict).toMatchObject({ affiliated: true });
  });

  it('never hears a yes or a no of a platform that hangs up on every call', async () => {
    await mysecu.commit({ kind: 'reset', step: 'get' });
    const { id } = await vendor.ask(question('1985072015662', 5000));

    const first = await vendor.result(id, isDegraded);
    await mysecu.mend();
    const settled = await vendor.answer(id);

    expect(first.data.cause).toMatchObject({ code: 'mysecu-unavailable', step: 'get' });
    expect(settled.data.supersedes).toBe(first.id);
  });

  it('notices nothing of a kept connection that mySecu closes as the question leaves', async () => {
    await answered('1980010112302');
    await mysecu.commit({ kind: 'reset', step: 'get', count: 1 });

    expect((await answered('1980010112302')).data.verdict).toMatchObject({ affiliated: true });
  });

  it('notices nothing of a token that mySecu refuses once', async () => {
    await mysecu.commit({ kind: 'token-refused', step: 'get', count: 1 });

    expect((await answered('1980010112302')).data.verdict).toMatchObject({ affiliated: true });
  });

  it('shares one token among all of its checks', async () => {
    const asked = await Promise.all(
      Array.from({ length: 40 }, () =>
        vendor.ask({ ...question('1980010112302', 20_000), pharmacy: 'ph-0002' }, { key: 'ph-0002' }),
      ),
    );

    await Promise.all(asked.map(({ id }) => vendor.answer(id)));

    expect(await mysecu.callsOf('token', 'ph-0002')).toBe(1);
    expect(await mysecu.callsOf('get', 'ph-0002')).toBe(40);
  });
});
