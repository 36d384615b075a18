import { describe, expect, it } from 'vitest';
import { settle } from '../../test/support/manual-clock.ts';
import { VendorRoster } from './vendor-roster.ts';

function rosterWith(behaviour: { start?: (vendor: string) => Promise<void>; drain?: (vendor: string) => Promise<void> } = {}) {
  const happened: string[] = [];
  const roster = new VendorRoster({
    open: (vendor) => ({
      start: async () => {
        happened.push(`+${vendor}`);
        await behaviour.start?.(vendor);
      },
      drain: async () => {
        await behaviour.drain?.(vendor);
        happened.push(`-${vendor}`);
      },
      problem: () => (vendor === 'ill' ? 'its topic is missing' : undefined),
    }),
    onProblem: () => undefined,
  });
  return { roster, happened };
}

describe('the roster of vendors', () => {
  it('serves each vendor once, however often it is named', async () => {
    const { roster, happened } = rosterWith();
    roster.add('acme');
    roster.add('acme');
    await settle();

    expect(happened).toEqual(['+acme']);
  });

  it('goes on serving the others when one cannot start', async () => {
    const start = (vendor: string) => (vendor === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve());
    const { roster, happened } = rosterWith({ start });
    roster.add('bad');
    roster.add('good');
    await settle();

    expect(happened).toContain('+good');
    expect(roster.problems()).toEqual(['vendor bad: its consumer did not start']);
  });

  it('never has two consumers of a vendor that leaves and comes back', async () => {
    const left = Promise.withResolvers<void>();
    const { roster, happened } = rosterWith({ drain: () => left.promise });
    roster.add('acme');
    await settle();
    roster.remove('acme');
    roster.add('acme');
    await settle();
    expect(happened).toEqual(['+acme']);

    left.resolve();
    await settle();

    expect(happened).toEqual(['+acme', '-acme', '+acme']);
  });

  it('names whom it cannot serve, and why', async () => {
    const { roster } = rosterWith();
    roster.add('ill');
    roster.add('well');
    await settle();

    expect(roster.problems()).toEqual(['vendor ill: its topic is missing']);
    expect(roster.servesNobody()).toBe(false);
  });

  it('serves nobody when the only vendor there is cannot be served', async () => {
    const { roster } = rosterWith();
    expect(roster.servesNobody()).toBe(false);

    roster.add('ill');
    await settle();

    expect(roster.servesNobody()).toBe(true);
  });

  it('lets all finish when the process stops, and takes no more', async () => {
    const { roster, happened } = rosterWith();
    roster.add('acme');
    roster.add('other');
    await roster.drain();
    roster.add('late');

    expect(new Set(happened)).toEqual(new Set(['+acme', '+other', '-acme', '-other']));
    expect(happened).toHaveLength(4);
  });
});
