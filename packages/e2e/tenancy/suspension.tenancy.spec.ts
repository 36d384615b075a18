import { setTimeout as after } from 'node:timers/promises';
import { Cable, type Stack, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor, type SeenResult } from '../test/support/outside-vendor.ts';
import { directoryFileOf, PLENTY, pharmaciesOf } from './support/installation.ts';
import { firstResults, Load, question } from './support/load.ts';
import { Operator } from './support/operator.ts';
import { PlatformTruth } from './support/platform-truth.ts';

const PHARMACIES = pharmaciesOf('acme', 12);
const [STOPPED = '', OTHER = ''] = PHARMACIES;
/** Long enough that many calls are under way at any time. */
const MYSECU_MS = 600;
const PER_SECOND = 40;

/** Of a vendor whose users need a grant. */
const [EXPLICIT = ''] = pharmaciesOf('bcme', 1);

let stack: Stack;
let cable: Cable;
let vendor: OutsideVendor;
let operator: Operator;
let truth: PlatformTruth;

beforeAll(async () => {
  cable = await Cable.lay();
  stack = await startStack({
    cable,
    onCable: ['verification-3'],
    directoryFile: directoryFileOf({
      vendors: [
        { id: 'acme', pharmacies: PHARMACIES.length },
        { id: 'bcme', pharmacies: 1, userAccess: 'explicit' },
      ],
    }),
    settings: PLENTY,
    services: ['verification', 'auth-token'],
    replicas: { verification: 3 },
  });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, 'acme');
  operator = new Operator(stack.kafkaBrokers);
  truth = new PlatformTruth(stack.simulator.controlUrl);
  await new Load({ vendor, pharmacies: PHARMACIES, perSecond: 1, timeoutMs: 30_000 }).warmUp();
  await truth.latency(MYSECU_MS);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
  await cable?.close();
});

const load = (timeoutMs = 5_000) => new Load({ vendor, pharmacies: PHARMACIES, perSecond: PER_SECOND, timeoutMs }).start();
const codes = (results: readonly SeenResult[]) => new Set(results.map(({ data }) => data.cause?.code ?? 'answered'));

describe('a suspension, under load on three replicas', () => {
  it.each([
    ['all', (pharmacy: string) => pharmacy !== ''],
    ['vendor/acme', (pharmacy: string) => pharmacy !== ''],
    ['check/affiliation', (pharmacy: string) => pharmacy !== ''],
    [`pharmacy/${STOPPED}`, (pharmacy: string) => pharmacy === STOPPED],
    [`user/${STOPPED}/u-1`, (pharmacy: string) => pharmacy === STOPPED],
  ])(
    'of %s ends calls within a second, ends what is in flight as rejected, and lifting it resumes (R14)',
    async (scope, isStopped) => {
      const running = load();
      await after(3_000);

      const begunAtMs = Date.now();
      const inForceAtMs = await operator.suspend(scope);
      await after(2_500);
      const liftedAtMs = await operator.lift(scope);
      await after(2_500);
      const asked = await running.stop();

      const results = await firstResults(vendor, asked);
      const stopped = asked.flatMap((one, index) => (isStopped(one.pharmacy) ? [{ ...one, result: results[index] }] : []));
      const since = (fromMs: number) =>
        calls
          .filter(({ pharmacy, receivedAtMs }) => isStopped(pharmacy) && receivedAtMs > fromMs && receivedAtMs < liftedAtMs)
          .map(({ receivedAtMs }) => Math.round(receivedAtMs - fromMs));
      const calls = await truth.calls();
      const lastCallMs = Math.max(0, ...since(inForceAtMs));
      // From the first keystroke's view: the command itself reads control, and commits.
      const sinceBegunMs = Math.max(0, ...since(begunAtMs));
      report('suspension to last call', {
        scope,
        lastCallMs,
        sinceBegunMs,
        commandMs: inForceAtMs - begunAtMs,
        stopped: stopped.length,
      });
      expect(lastCallMs).toBeLessThanOrEqual(1_000);
      const codesOf = (from: number, to: number) =>
        codes(stopped.flatMap(({ sentAtMs, result }) => (result && sentAtMs > from && sentAtMs < to ? [result] : [])));
      // In flight or sent later: rejected, every one. Nothing is degraded, nothing waits for the end of its budget.
      expect(codesOf(inForceAtMs - MYSECU_MS / 2, liftedAtMs - 1_000)).toEqual(new Set(['suspended']));
      expect(codesOf(liftedAtMs + 1_000, Number.POSITIVE_INFINITY)).toContain('answered');
      expect(codesOf(liftedAtMs + 1_000, Number.POSITIVE_INFINITY)).not.toContain('suspended');
      const others = asked.flatMap((one, index) => (isStopped(one.pharmacy) ? [] : (results[index] ?? [])));
      expect(codes(others)).not.toContain('suspended');
    },
  );

  it('of nobody but one user is what taking back access is: a grant lets them ask, and its end ends what is in flight', async () => {
    const explicit = await OutsideVendor.connect(stack.kafkaBrokers, 'bcme');
    const ask = async () => (await explicit.ask(question(EXPLICIT, 1, 20_000), { key: EXPLICIT })).id;
    const access = (decision: 'granted' | 'revoked') =>
      operator.put({ kind: 'access', id: `${EXPLICIT}/u-1`, data: { pharmacy: EXPLICIT, user: 'u-1', access: decision } });

    const before = await explicit.result(await ask());
    const grantedAtMs = await access('granted');
    let granted = await explicit.result(await ask());
    while (!granted.type.includes('answered') && Date.now() < grantedAtMs + 1_000) {
      granted = await explicit.result(await ask());
    }
    const inFlight = await ask();
    await access('revoked');
    const revoked = await explicit.result(inFlight);
    await explicit.close();

    expect(before.data.cause?.code).toBe('user-not-authorised');
    expect(granted.type).toMatch(/answered/);
    expect(revoked.data.cause?.code).toBe('user-not-authorised');
  });

  it('is obeyed by a replica that is cut off from Kafka: it cannot know, so it calls nobody', async () => {
    const running = load(20_000);
    await after(3_000);
    const cutAtMs = Date.now();
    cable.cut();
    // The age of what it knows is its guard: after five seconds it may call no more, whatever still waits in its memory.
    await after(5_500);

    const inForceAtMs = await operator.suspend('all');
    await after(4_000);
    const liftedAtMs = Date.now();
    cable.mend();
    await operator.lift('all');
    await running.stop();

    const calls = await truth.calls();
    const forbidden = calls.filter(({ receivedAtMs }) => receivedAtMs > inForceAtMs + 1_000 && receivedAtMs < liftedAtMs);
    const while_cut = calls.filter(({ receivedAtMs }) => receivedAtMs > cutAtMs && receivedAtMs < inForceAtMs).length;
    report('cut off from Kafka', { callsOfAllReplicasWhileOneWasCut: while_cut, callsAfterSuspension: forbidden.length });
    expect(forbidden).toEqual([]);
    expect(OTHER).not.toBe(STOPPED);
    await stack.service('verification-3').ready();
  });
});

function report(what: string, figures: object): void {
  process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
}
