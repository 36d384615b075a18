import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from './breaker.ts';

const settings = { failures: 3, openMs: 30_000, graceMs: 30_000, jitter: 0, deafMs: 5_000 };

describe('the breaker', () => {
  let breaker: Breaker;
  beforeEach(() => {
    breaker = new Breaker(settings);
  });
  const failTimes = (times: number, atMs = 0) => Array.from({ length: times }, () => breaker.failed(atMs));

  it('stays closed while failures do not follow one another', () => {
    failTimes(2);
    breaker.succeeded();
    failTimes(2);

    expect(breaker.admits(0)).toBe(true);
  });

  it('opens at the third failure in a row and lets nothing pass', () => {
    failTimes(3);

    expect(breaker.state).toBe('open');
    expect(breaker.admits(29_999)).toBe(false);
    expect(breaker.admitsProbe(29_999)).toBe(false);
  });

  it('lets one probe pass when its time has come, and only one', () => {
    failTimes(3);

    expect([breaker.admitsProbe(30_000), breaker.admitsProbe(30_000), breaker.admits(90_000)]).toEqual([true, false, false]);
  });

  it('closes when the probe succeeds', () => {
    failTimes(3);
    breaker.admitsProbe(30_000);
    breaker.succeeded();

    expect(breaker.admits(30_001)).toBe(true);
  });

  it('opens again for the whole time when the probe fails', () => {
    failTimes(3);
    breaker.admitsProbe(30_000);
    breaker.failed(31_000);

    expect([breaker.admitsProbe(60_999), breaker.admitsProbe(61_000)]).toEqual([false, true]);
  });

  it('does not wait longer because calls that had left before it opened fail too', () => {
    failTimes(3);
    breaker.failed(20_000);

    expect(breaker.admitsProbe(30_000)).toBe(true);
  });

  it('lets an ordinary call try when nobody has probed for the fleet', () => {
    failTimes(3);

    expect([breaker.admits(59_999), breaker.admits(60_000), breaker.admits(60_000)]).toEqual([false, true, false]);
  });

  it('is only hastened, never closed, by news that the step works: one call tries', () => {
    failTimes(3);
    breaker.hinted(6_000);

    expect(breaker.state).toBe('open');
    expect([breaker.admits(6_000), breaker.admits(6_000)]).toEqual([true, false]);
  });

  it('does not try at each piece of good news when its own way stays broken', () => {
    failTimes(3);
    breaker.hinted(6_000);
    breaker.admits(6_000);
    breaker.failed(6_100);
    breaker.hinted(6_200);

    expect([breaker.admits(6_200), breaker.admits(11_099), breaker.admits(11_100)]).toEqual([false, false, true]);
  });

  it('waits on while somebody else probes in vain, and tries by itself when nobody does', () => {
    failTimes(3);
    breaker.discouraged(29_000);

    expect(breaker.admitsProbe(58_999)).toBe(false);
    expect([breaker.admits(88_999), breaker.admits(89_000)]).toEqual([false, true]);
  });

  it('lets another probe follow one that told nothing, soon and not in a loop', () => {
    failTimes(3);
    breaker.admitsProbe(30_000);
    breaker.abandoned(30_100);

    expect([breaker.admitsProbe(30_101), breaker.admitsProbe(35_100)]).toEqual([false, true]);
  });
});
