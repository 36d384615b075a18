import { OfficineError, type VendorNoticed } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aTokenService, silent } from '../../test/support/fakes.ts';
import { CertificateWatch } from './certificate-watch.ts';

const DAY_MS = 86_400_000;

function aWatch() {
  const { control, clock } = aTokenService();
  const told: { vendor: string; id: string; notice: VendorNoticed }[] = [];
  const file = { expiresAt: new Date(clock.nowMs + 40 * DAY_MS), version: 'v1', problem: undefined as OfficineError | undefined };
  const opened: string[] = [];
  const watch = new CertificateWatch({
    control,
    owns: (pharmacy) => pharmacy !== 'ph-of-others',
    credentials: {
      version: () => Promise.resolve(file.version),
      glance: (pharmacy) => {
        opened.push(pharmacy);
        return file.problem === undefined
          ? Promise.resolve({ expiresAt: file.expiresAt, version: file.version })
          : Promise.reject(file.problem);
      },
    },
    notices: { publish: (vendor, id, notice) => Promise.resolve(void told.push({ vendor, id, notice })) },
    logger: silent,
    now: () => new Date(clock.nowMs),
    pauseMs: 0,
  });
  return { watch, told, clock, control, file, opened };
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

  it('looks at every pharmacy that is served, used or not, and opens a file once', async () => {
    const { watch, control, opened } = aWatch();
    control.known.set('ph-idle', aPharmacy({ id: 'ph-idle' }));
    control.known.set('ph-of-others', aPharmacy({ id: 'ph-of-others' }));
    control.known.set('ph-closed', aPharmacy({ id: 'ph-closed', closed: '2026-01-01' }));

    await watch.look();
    await watch.look();

    expect(opened).toEqual(['ph-0001', 'ph-idle']);
  });

  it('tells the vendor once that files cannot be used, and again when other files cannot either', async () => {
    const { watch, told, file } = aWatch();
    file.problem = new OfficineError('certificate-unreadable', {
      step: 'identity',
      detail: 'wrong-passphrase: it does not open',
    });

    await watch.look();
    await watch.look();
    expect(told).toMatchObject([{ notice: { about: 'credential', pharmacy: 'ph-0001', reason: 'wrong-passphrase' } }]);
    file.version = 'v2';
    await watch.look();

    expect(told).toHaveLength(2);
  });
});
