import type { VendorNoticed } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aTokenService, silent } from '../../test/support/fakes.ts';
import { ContractWatch } from './contract-watch.ts';

const DAY_MS = 86_400_000;

describe('the watch over contracts', () => {
  it.each([
    ['its contract ends', { contract: { signed: '2026-01-01', ends: '2027-01-03' } }],
    ['it closes', { closed: '2027-01-03', contract: { signed: '2026-01-01', ends: '2027-06-01' } }],
  ])('tells the vendor 30, 14, 7 and 1 days before %s, each once, and nothing afterwards (R8, R8b)', async (_, changes) => {
    const { control, clock } = aTokenService();
    const told: { readonly day: string; readonly notice: VendorNoticed }[] = [];
    control.known.set('ph-0001', aPharmacy(changes));
    const watch = new ContractWatch({
      control,
      owns: () => true,
      notices: {
        publish: (_vendor, _id, notice) => Promise.resolve(void told.push({ day: notice.at.slice(0, 10), notice })),
      },
      logger: silent,
      now: () => new Date(clock.nowMs),
    });

    for (let day = 0; day < 60; day += 1) {
      await watch.look();
      await watch.look();
      clock.nowMs += DAY_MS;
    }

    expect(told.map(({ day }) => day)).toEqual(['2026-12-04', '2026-12-20', '2026-12-27', '2027-01-02']);
    expect(told[0]?.notice).toMatchObject({ about: 'contract', pharmacy: 'ph-0001' });
  });
});
