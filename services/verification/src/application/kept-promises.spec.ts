import { checkAnswered, checkDegraded } from '@officine/contracts';
import { type Attributes, metrics } from '@opentelemetry/api';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptPromises, SETTLE_WITHIN_MS } from './kept-promises.ts';

const MINUTE = 60_000;

/** Promises whose instruments write into a list; time is turned by hand. */
function promisesWith() {
  const counted: { name: string; value: number; labels: Attributes }[] = [];
  const instrument = (name: string) => ({
    add: (value: number, labels: Attributes) => counted.push({ name, value, labels }),
    record: (value: number, labels: Attributes) => counted.push({ name, value, labels }),
  });
  vi.spyOn(metrics, 'getMeter').mockReturnValue({ createCounter: instrument, createHistogram: instrument } as never);
  const time = { wallMs: 1_000_000, monotonicMs: 5_000 };
  const promises = new KeptPromises({ wallMs: () => time.wallMs, monotonicMs: () => time.monotonicMs });
  const publish = (type: string, data: object, id = 'd-1') =>
    promises.published({ vendor: 'acme', headers: { ce_type: type, ce_id: id }, value: Buffer.from(JSON.stringify(data)) });
  const of = (name: string) => counted.filter((one) => one.name === name);
  return {
    ...{ promises, time, of },
    degrade: (code: string, id?: string) =>
      publish(checkDegraded.type, { cause: { code }, timings: { receivedAt: new Date(time.wallMs).toISOString() } }, id),
    settle: (askedAtMs: number, supersedes = 'd-1') =>
      publish(checkAnswered.type, { supersedes, timings: { receivedAt: new Date(askedAtMs).toISOString() } }),
  };
}

describe('what Officine promises', () => {
  beforeEach(() => {
    vi.restoreAllMocks();
  });

  it('is kept by a result within 250 ms after its budget, counted by vendor', () => {
    const { promises, time, of } = promisesWith();

    promises.answered('acme', time.monotonicMs - 250);
    promises.answered('acme', time.monotonicMs - 251);

    expect(of('officine.check.deadlines').map(({ labels }) => labels)).toEqual([
      { 'officine.vendor': 'acme', 'officine.met': 'yes' },
      { 'officine.vendor': 'acme', 'officine.met': 'no' },
    ]);
  });

  it('tells how long the first result took, and of a settled check how long it waited', () => {
    const { degrade, settle, time, of } = promisesWith();
    degrade('mysecu-timeout');
    time.wallMs += 2 * MINUTE;
    settle(time.wallMs - 2 * MINUTE);

    expect(of('officine.check.duration')).toMatchObject([{ value: 0, labels: { 'officine.outcome': 'degraded' } }]);
    expect(of('officine.deferred.wait')).toMatchObject([{ value: 2 * MINUTE, labels: { 'officine.outcome': 'answered' } }]);
  });

  it('counts from the end of an outage: nobody can settle what mySecu does not answer', () => {
    const { degrade, settle, time, of } = promisesWith();
    const askedAtMs = time.wallMs;
    degrade('mysecu-unavailable');
    time.wallMs += 120 * MINUTE;
    degrade('mysecu-unavailable', 'd-2');
    time.wallMs += 10 * MINUTE;
    settle(askedAtMs);
    time.wallMs += SETTLE_WITHIN_MS;
    settle(askedAtMs, 'd-2');

    expect(of('officine.deferred.settlements').map(({ labels }) => labels['officine.met'])).toEqual(['yes', 'no']);
  });

  it('is not broken by a check that waited for its pharmacy’s own credential, and is by our own overload', () => {
    const { degrade, settle, time, of } = promisesWith();
    const askedAtMs = time.wallMs;
    degrade('certificate-expired', 'd-1');
    degrade('overloaded', 'd-2');
    time.wallMs += 60 * MINUTE;
    settle(askedAtMs, 'd-1');
    settle(askedAtMs, 'd-2');

    expect(of('officine.deferred.settlements').map(({ labels }) => labels['officine.met'])).toEqual(['yes', 'no']);
  });
});
