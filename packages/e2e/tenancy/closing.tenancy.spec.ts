import { type Stack, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { officine } from '../test/support/officine-command.ts';
import { OutsideVendor } from '../test/support/outside-vendor.ts';
import { PlatformControl } from '../test/support/platform-control.ts';
import { directoryFileOf, PLENTY, pharmaciesOf } from './support/installation.ts';
import { question } from './support/load.ts';

const [CLOSING = '', STAYING = ''] = pharmaciesOf('acme', 2);
const VENDORS = [{ id: 'acme', pharmacies: 2 }];
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Luxembourg', dateStyle: 'short' }).format(new Date());

let stack: Stack;
let vendor: OutsideVendor;
let mysecu: PlatformControl;

beforeAll(async () => {
  stack = await startStack({
    directoryFile: directoryFileOf({ vendors: VENDORS }),
    // A re-check is due no earlier than budget and call time-out: short ones keep this file short.
    settings: { ...PLENTY, MYSECU_CONNECT_TIMEOUT_MS: '1000', MYSECU_READ_TIMEOUT_MS: '15000' },
    services: ['verification', 'auth-token', 'audit'],
  });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, 'acme');
  mysecu = new PlatformControl(stack.simulator.controlUrl);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

const ask = async (pharmacy: string, timeoutMs = 20_000) =>
  (await vendor.ask(question(pharmacy, 0, timeoutMs), { key: pharmacy })).id;
const rejected = (id: string) => vendor.result(id, ({ type }) => type.endsWith('.rejected.v1'));
const auditOf = async (request: string) =>
  (await officine(stack, ['audit', 'find', '--pharmacy', CLOSING, '--request', request, '-o', 'json'])).out;

describe('a pharmacy that closes', () => {
  it('is refused from that day on, whatever waits or is in flight; its token ends, its neighbour goes on, and its evidence stays (R8)', async () => {
    const answered = await ask(CLOSING);
    await vendor.answer(answered);
    await mysecu.commit({ kind: 'http-503', step: 'get' });
    const waiting = await ask(CLOSING, 1_000);
    const degraded = await vendor.result(waiting);
    await mysecu.mend();
    await vi.waitUntil(async () => (await auditOf(answered)).includes('check.answered'), { timeout: 60_000, interval: 500 });
    await mysecu.setLatencyMs(12_000);
    const inFlight = await ask(CLOSING);

    const closing = directoryFileOf({ vendors: VENDORS, closed: { [CLOSING]: TODAY } });
    const applied = await officine(stack, ['apply', '-f', closing, '--yes']);
    const closedAtMs = Date.now();
    const cut = await rejected(inFlight);
    const cutAfterMs = Date.now() - closedAtMs;
    await mysecu.setLatencyMs(20);
    const later = await rejected(await ask(CLOSING));
    const settled = await rejected(waiting);
    const neighbour = await vendor.answer(await ask(STAYING));
    await vi.waitUntil(async () => (await mysecu.callsOf('cancel', CLOSING)) > 0, { timeout: 30_000, interval: 100 });

    expect(applied).toMatchObject({ exitCode: 0 });
    expect(degraded.type).toMatch(/degraded/);
    expect([cut, later, settled].map(({ data }) => data.cause?.code)).toEqual(Array(3).fill('pharmacy-closed'));
    expect(cutAfterMs).toBeLessThanOrEqual(1_000);
    expect(settled.data.supersedes).toBe(degraded.id);
    expect(neighbour.type).toMatch(/answered/);
    expect(await mysecu.callsOf('cancel', STAYING)).toBe(0);
    // Also once it is in no directory any more: what was asked stays on record until its retention ends.
    const without = directoryFileOf({ vendors: [{ id: 'acme', pharmacies: 0 }] });
    expect(await officine(stack, ['apply', '-f', without, '--prune', '--yes'])).toMatchObject({ exitCode: 0 });
    expect((await rejected(await ask(CLOSING))).data.cause?.code).toBe('unknown-pharmacy');
    expect(await auditOf(answered)).toContain('check.answered');
  });
});
