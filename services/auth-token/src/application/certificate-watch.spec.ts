import type { VendorNoticed } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aTokenService, aValidToken, silent } from '../../test/support/fakes.ts';
import { CertificateWatch } from './certificate-watch.ts';

const DAY_MS = 86_400_000;

function aWatch() {
  const { tokens, control, clock } = aTokenService();
  const told: { vendor: string; id: string; notice: VendorNoticed }[] = [];
  tokens.hold(aValidToken('t-1'), Number.POSITIVE_INFINITY);
  const credential = { expiresAt: new Date(clock.nowMs + 40 * DAY_MS) };
  const watch = new CertificateWatch({
    tokens,
    control,
    owns: () => true,
    credentials: { of: () => Promise.resolve({ credential, version: 'v1' }), version: () => Promise.resolve('v1') },
    notices: { publish: (vendor, id, notice) => Promise.resolve(void told.push({ vendor, id, notice })) },
    logger: silent,
    now: () => new Date(clock.nowMs),
  });
  return { watch, told, clock, credential };
}

describe('the watch over certificates', () => {
  it('tells the vendor 30, 14, 7 and 1 days before the end, each once', async () => {
    const { watch, told, clock } = aWatch();
    const toldOnDay: number[] = [];

    for (let day = 40; day >= 0; day -= 1) {
      const before = told.length;
      await watch.look();
      await watch.look();
      if (told.length > before) {
        toldOnDay.push(day);
      }
      clock.nowMs += DAY_MS;
    }

    expect(toldOnDay).toEqual([30, 14, 7, 1]);
    expect(told).toHaveLength(4);
    expect(told[0]).toMatchObject({ vendor: 'acme', notice: { about: 'certificate-expiry', pharmacy: 'ph-0001' } });
    expect(told[0]?.notice.text.en).toContain('3 January 2027');
  });

  it('repeats a notice after a restart under the same id', async () => {
    const first = aWatch();
    const second = aWatch();
    for (const { clock } of [first, second]) {
      clock.nowMs += 20 * DAY_MS;
    }

    await Promise.all([first.watch.look(), second.watch.look()]);

    expect(first.told[0]?.id).toBe(second.told[0]?.id);
  });
});
