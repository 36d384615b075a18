import { describe, expect, it } from 'vitest';
import { InFlight } from './in-flight.ts';

const never = () => new Promise<void>(() => undefined);

describe('the checks under way in a process', () => {
  it('may be as many as the limit, whoever asks', () => {
    const inFlight = new InFlight(10);
    for (let n = 0; n < 10; n += 1) {
      expect(inFlight.hasRoomFor('busy')).toBe(true);
      void inFlight.during('busy', never);
    }

    expect(inFlight.hasRoomFor('busy')).toBe(false);
  });

  it('leave room for a neighbour of a vendor that floods them, up to its part', () => {
    const inFlight = new InFlight(10);
    for (let n = 0; n < 10; n += 1) {
      void inFlight.during('busy', never);
    }

    let admitted = 0;
    for (; inFlight.hasRoomFor('quiet') && admitted < 100; admitted += 1) {
      void inFlight.during('quiet', never);
    }

    expect(admitted).toBe(5);
    expect(inFlight.hasRoomFor('busy')).toBe(false);
  });

  it('give their room back, also when they fail', async () => {
    const inFlight = new InFlight(1);
    await inFlight.during('busy', () => Promise.reject(new Error('failed'))).catch(() => undefined);

    expect(inFlight.hasRoomFor('busy')).toBe(true);
  });
});
