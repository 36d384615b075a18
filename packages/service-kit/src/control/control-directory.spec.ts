import { accessRevoked, controlKinds, encodeEvent } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { ControlDirectory } from './control-directory.ts';
import { readControlRecord } from './control-record.ts';

const vendor = { id: 'acme', contact: 'support@acme.example' };
const pharmacy = { id: 'ph-0001', vendor: 'acme', codePrestataire: '90000001', eHealthId: '1234567890', opened: '2020-01-01' };
const at = new Date('2026-11-24T08:00:00Z');

const access = { pharmacy: 'ph-0001', user: 'u-42' };

function aDirectory(environment: 'certification' | 'exploitation' = 'certification') {
  const mismatches: string[] = [];
  const directory = new ControlDirectory({ environment, onMismatch: (found) => void mismatches.push(found) });
  const put = (kind: keyof typeof controlKinds, id: string, data: unknown): void => {
    const record = encodeEvent<unknown>(controlKinds[kind], { id: `${kind}-${id}`, source: '/officine/cli', data });
    const key = `${kind}/${id}`;
    directory.apply(key, readControlRecord({ key, ...record }));
  };
  const remove = (key: string): void => directory.apply(key, readControlRecord({ key, value: null, headers: {} }));
  return { directory, put, remove, mismatches };
}

describe('the control directory', () => {
  it('knows vendors and pharmacies as control has them, with the defaults of the contract', () => {
    const { directory, put } = aDirectory();

    put('vendor', 'acme', vendor);
    put('pharmacy', 'ph-0001', pharmacy);

    expect(directory.vendors()).toMatchObject([{ id: 'acme', partitions: 6, userAccess: 'vendor', batch: null }]);
    expect(directory.pharmacy('ph-0001')).toMatchObject({ vendor: 'acme', authentication: 'esante', closed: null });
    expect(directory.pharmacy('ph-0002')).toBeUndefined();
  });

  it('tells a listener of the vendors that are there, then of each that comes, changes or goes', () => {
    const { directory, put, remove } = aDirectory();
    put('vendor', 'acme', vendor);
    const told: string[] = [];
    const forget = directory.listen({
      vendorAdded: ({ id }) => void told.push(`+${id}`),
      vendorChanged: ({ id, partitions }) => void told.push(`${id}:${partitions}`),
      vendorRemoved: (id) => void told.push(`-${id}`),
    });

    put('vendor', 'other', { ...vendor, id: 'other' });
    put('vendor', 'acme', { ...vendor, partitions: 12 });
    remove('vendor/other');
    remove('vendor/never-there');
    forget();
    remove('vendor/acme');

    expect(told).toEqual(['+acme', '+other', 'acme:12', '-other']);
  });

  it('calls for a stop when the installation is of another environment than this process (R3)', () => {
    const { put, mismatches } = aDirectory();

    put('environment', 'self', { environment: 'certification' });
    expect(mismatches).toEqual([]);

    put('environment', 'self', { environment: 'exploitation' });
    expect(mismatches).toEqual(['exploitation']);
  });

  it.each([
    ['all', {}],
    ['check/affiliation', { check: 'affiliation' }],
    ['vendor/acme', { vendor: 'acme' }],
    ['pharmacy/ph-0001', { pharmacy: 'ph-0001' }],
    ['user/ph-0001/u-42', { pharmacy: 'ph-0001', user: 'u-42' }],
  ] as const)('suspends what the scope %s covers, and nothing beside it', (scope, target) => {
    const { directory, put, remove } = aDirectory();
    const beside = { check: 'accident', vendor: 'other', pharmacy: 'ph-0002', user: 'u-42' } as const;
    put('suspension', scope, { scope, reason: 'lost key' });

    expect(directory.suspendedBy({ ...beside, ...target }, at)?.scope).toBe(scope);
    expect(directory.suspendedBy(beside, at)?.scope).toBe(scope === 'all' ? 'all' : undefined);

    remove(`suspension/${scope}`);
    expect(directory.suspendedBy({ ...beside, ...target }, at)).toBeUndefined();
  });

  it('lets a suspension lapse at its end', () => {
    const { directory, put } = aDirectory();
    put('suspension', 'all', { scope: 'all', reason: 'flaw', until: '2026-11-24T09:00:00+01:00' });

    expect(directory.suspensionsAt(new Date('2026-11-24T07:59:59Z'))).toHaveLength(1);
    expect(directory.suspensionsAt(at)).toHaveLength(0);
  });

  it('keeps a suspension that it cannot read in force, and other values as they were', () => {
    const { directory, put } = aDirectory();
    put('pharmacy', 'ph-0001', pharmacy);

    put('suspension', 'pharmacy/ph-0001', { reason: 7 });
    put('pharmacy', 'ph-0001', { id: 'ph-0001' });

    expect(directory.suspendedBy({ pharmacy: 'ph-0001' }, at)).toBeDefined();
    expect(directory.pharmacy('ph-0001')?.vendor).toBe('acme');
    expect([...directory.unreadable().keys()]).toEqual(['suspension/pharmacy/ph-0001', 'pharmacy/ph-0001']);
  });

  it('knows the interruption of a component while it lasts, and one of everything', () => {
    const { directory, put } = aDirectory();
    put('maintenance', 'service/1', { component: 'service', from: '2026-11-24T08:00:00Z', to: '2026-11-24T09:00:00Z' });

    expect(directory.maintenanceAt('service', at)).toBeDefined();
    expect(directory.maintenanceAt('token-service', at)).toBeUndefined();
    expect(directory.maintenanceAt('service', new Date('2026-11-24T09:00:00Z'))).toBeUndefined();

    put('maintenance', 'overall/1', { component: 'overall', from: '2026-11-24T08:00:00Z', to: '2026-11-24T09:00:00Z' });
    expect(directory.maintenanceAt('token-service', at)).toBeDefined();
  });

  it('has the charter in force, until it is withdrawn', () => {
    const { directory, put, remove } = aDirectory();

    put('charter', 'self', { version: '2', url: { fr: 'https://vendor.example/charte' } });
    expect(directory.charter?.version).toBe('2');

    remove('charter/self');
    expect(directory.charter).toBeUndefined();
  });

  it('knows who was given access in which pharmacy, until it is taken back or its record goes (R11)', () => {
    const { directory, put, remove } = aDirectory();
    const id = 'ph-0001/u-42';

    put('access', id, access);
    expect([directory.isGranted('ph-0001', 'u-42'), directory.isGranted('ph-0002', 'u-42')]).toEqual([true, false]);

    const revoked = encodeEvent(accessRevoked, { id: 'e-2', source: '/officine/cli', data: { ...access, access: 'revoked' } });
    directory.apply(`access/${id}`, readControlRecord({ key: `access/${id}`, ...revoked }));
    expect(directory.isGranted('ph-0001', 'u-42')).toBe(false);

    put('access', id, access);
    remove(`access/${id}`);
    expect(directory.isGranted('ph-0001', 'u-42')).toBe(false);
  });

  it('gives nobody access on a record that cannot be read, or that speaks of somebody else than its key', () => {
    const { directory, put } = aDirectory();
    put('access', 'ph-0001/u-42', access);

    put('access', 'ph-0001/u-42', { pharmacy: 7 });
    put('access', 'ph-0002/u-42', access);

    expect([directory.isGranted('ph-0001', 'u-42'), directory.isGranted('ph-0002', 'u-42')]).toEqual([false, false]);
  });

  it('tells of every change that may allow or forbid a call', () => {
    const { directory, put, remove } = aDirectory();
    const told: string[] = [];
    directory.listen({ rulesChanged: () => void told.push('told') });

    put('pharmacy', 'ph-0001', pharmacy);
    put('access', 'ph-0001/u-42', access);
    put('suspension', 'all', { scope: 'all', reason: 'flaw' });
    remove('suspension/all');

    expect(told).toHaveLength(4);
  });

  it('serves no vendor without attestation of conformity in exploitation, and names it (R17)', () => {
    const { directory, put } = aDirectory('exploitation');
    const attestation = { number: 'A-1', date: '2026-01-01' };

    put('vendor', 'acme', vendor);
    put('vendor', 'other', { ...vendor, id: 'other', attestation });
    expect([directory.vendors().map(({ id }) => id), directory.unattestedVendors()]).toEqual([['other'], ['acme']]);

    put('vendor', 'acme', { ...vendor, attestation });
    put('vendor', 'other', { ...vendor, id: 'other' });
    expect([directory.vendors().map(({ id }) => id), directory.unattestedVendors()]).toEqual([['acme'], ['other']]);
  });

  it('asks for no attestation elsewhere', () => {
    const { directory, put } = aDirectory();

    put('vendor', 'acme', vendor);

    expect([directory.vendors().length, directory.unattestedVendors()]).toEqual([1, []]);
  });
});
