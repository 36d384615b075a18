import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROKERS, LiveMonitor } from '../support/live-monitor.ts';

describe.skipIf(BROKERS.length === 0)('availability events', () => {
  let live: LiveMonitor;
  beforeAll(async () => {
    live = new LiveMonitor();
    await live.start();
  });
  afterAll(() => live.stop());

  it('carry the latest checkpoint of the audit, so that vendors who keep them are its witnesses', async () => {
    for (let number = 1; number < 40; number += 1) {
      await live.checkpoint(number, `number-${number}`);
    }
    await live.checkpoint(38, 'number-38, delivered again');
    await live.stopMonitor();
    await live.startMonitor();
    await expect(live.untilWitnessed('overall', 'number-39')).resolves.toBeUndefined();

    await live.checkpoint(40, 'number-40');
    await expect(live.untilWitnessed('overall', 'number-40')).resolves.toBeUndefined();
  });
});
