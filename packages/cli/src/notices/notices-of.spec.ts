import { parseData, type VendorNoticed, vendorNoticed } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { controlRecords } from '../control/control-records.ts';
import { difference } from '../control/difference.ts';
import { parseDirectory } from '../directory/parse-directory.ts';
import { noticesOf } from './notices-of.ts';

const WHEN = { at: new Date('2026-11-24T08:00:00Z'), source: '/officine/cli' };

/** What changes between two directories, told: who hears what. */
function told(before: string, after: string): Record<string, VendorNoticed[]> {
  const inForce = records(before);
  const { changes } = difference(inForce, records(after), { prune: true });
  return Object.fromEntries(
    [...noticesOf(changes, inForce, WHEN)].map(([vendor, messages]) => [
      vendor,
      messages.map(({ value }) => {
        const data: unknown = JSON.parse(String(value));
        expect(parseData(vendorNoticed, data)).toMatchObject({ fits: true });
        return data as VendorNoticed;
      }),
    ]),
  );
}

function records(more: string) {
  const base = `environment: custom
vendors: [{ id: acme, contact: a }, { id: bcme, contact: b }]
pharmacies:
  - { id: ph-1, vendor: acme, codePrestataire: "90000001", eHealthId: "1234567801", opened: 2020-01-01, LIFE }
`;
  const [life = 'contract: { signed: 2020-01-01 }', ...sections] = more.split('\n');
  return controlRecords(parseDirectory(base.replace('LIFE', life || 'contract: { signed: 2020-01-01 }') + sections.join('\n')));
}

describe('the notices of a change', () => {
  it('tell every vendor of a new version of the charter, with its address', () => {
    const notices = told('', '\ncharter: { version: "2", url: { fr: "https://vendor.example/charte" } }');

    expect(Object.keys(notices)).toEqual(['acme', 'bcme']);
    expect(notices['bcme']).toMatchObject([
      { about: 'charter', version: '2', url: { fr: 'https://vendor.example/charte' }, state: 'begun' },
    ]);
  });

  it.each([
    ['all', ['acme', 'bcme']],
    ['check/accident', ['acme', 'bcme']],
    ['vendor/bcme', ['bcme']],
    ['pharmacy/ph-1', ['acme']],
    ['user/ph-1/u-42', ['acme']],
  ])('tell those whom the suspension %s concerns, and nobody else', (scope, vendors) => {
    const notices = told('', `\nsuspensions: [{ scope: ${scope}, reason: "lost key", until: "2026-12-01T00:00:00Z" }]`);

    expect(Object.keys(notices)).toEqual(vendors);
    expect(notices[vendors[0] ?? '']).toMatchObject([
      { about: 'suspension', scope, reason: 'lost key', due: '2026-12-01T00:00:00Z', state: 'begun' },
    ]);
  });

  it('tell that a suspension is lifted', () => {
    const notices = told('\nsuspensions: [{ scope: all, reason: flaw }]', '');

    expect(notices['acme']).toMatchObject([{ about: 'suspension', state: 'ended', scope: 'all' }]);
  });

  it('tell every vendor of maintenance, in the words that were given', () => {
    const notices = told(
      '',
      '\nmaintenance: [{ component: service, from: "2026-12-01T22:00:00+01:00", to: "2026-12-01T23:00:00+01:00", text: { fr: "Mise à jour." } }]',
    );

    expect(notices['acme']).toMatchObject([{ about: 'maintenance', component: 'service', due: '2026-12-01T22:00:00+01:00' }]);
    expect(notices['acme']?.[0]?.text.fr).toMatch(/1 décembre 2026.*Mise à jour\.$/);
  });

  it.each([
    ['its contract ends', 'contract: { signed: 2020-01-01, ends: 2026-12-31 }', '2026-12-31'],
    ['it closes', 'contract: { signed: 2020-01-01 }, closed: 2026-12-24', '2026-12-24'],
  ])("tell a pharmacy's own vendor that %s", (_, life, day) => {
    const notices = told('', life);

    expect(Object.keys(notices)).toEqual(['acme']);
    expect(notices['acme']).toMatchObject([{ about: 'contract', pharmacy: 'ph-1' }]);
    expect(notices['acme']?.[0]?.text.en).toContain(day);
  });

  it('are none where a change concerns no vendor', () => {
    expect(told('', 'contract: { signed: 2020-01-01 }, services: [affiliation]')).toEqual({});
  });
});
