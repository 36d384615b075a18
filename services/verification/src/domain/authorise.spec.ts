import { checkAnswered, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aVendor, PHARMACY, USER, VENDOR } from '../../test/support/directory.ts';
import { FakeMySecu } from '../../test/support/mysecu.ts';
import { aCheckRequested, aCheckWithout, NOW_MS } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

describe('a request that is refused', () => {
  const open = () => verificationWith({ mysecu: new FakeMySecu(() => Promise.reject(new Error('must not be called'))) });
  type World = ReturnType<typeof open>;

  it.each<[string, (world: World) => void]>([
    ['unknown-pharmacy', ({ directory }) => directory.pharmacies.clear()],
    [
      'pharmacy-not-of-vendor',
      ({ directory }) => directory.pharmacies.set(PHARMACY, aPharmacy({ vendor: 'other', closed: '2021-01-01' })),
    ],
    ['pharmacy-not-of-vendor', ({ directory }) => directory.vendors.clear()],
    ['pharmacy-closed', ({ directory }) => directory.pharmacies.set(PHARMACY, aPharmacy({ closed: '2026-11-23' }))],
    ['pharmacy-closed', ({ directory }) => directory.pharmacies.set(PHARMACY, aPharmacy({ opened: '2026-11-24' }))],
    [
      'pharmacy-closed',
      ({ directory }) =>
        directory.pharmacies.set(PHARMACY, aPharmacy({ contract: { signed: '2020-01-01', ends: '2026-11-23' } })),
    ],
    ['service-not-authorised', ({ directory }) => directory.pharmacies.set(PHARMACY, aPharmacy({ services: ['accident'] }))],
    ['suspended', ({ directory }) => directory.suspend('all')],
    ['suspended', ({ directory }) => directory.suspend('check/affiliation')],
    ['suspended', ({ directory }) => directory.suspend(`vendor/${VENDOR}`)],
    ['suspended', ({ directory }) => directory.suspend(`pharmacy/${PHARMACY}`)],
    ['suspended', ({ directory }) => directory.suspend(`user/${PHARMACY}/${USER}`)],
    ['user-not-authorised', ({ directory }) => directory.vendors.set(VENDOR, aVendor({ userAccess: 'explicit' }))],
    ['charter-not-accepted', (world) => Object.assign(world.directory, { charter: { version: '2', url: {} } })],
  ])('is rejected %s, and mySecu is not asked (R8, R8b, R10, R11, R14)', async (code, given) => {
    const world = open();
    given(world);

    await world.handle(aCheckRequested({ id: 'r-1' }));

    expect(world.published(checkRejected)).toMatchObject([
      { requestId: 'r-1', cause: { code, step: 'authorise', retryable: false } },
    ]);
    expect(world.audited).toMatchObject([{ action: 'check.refused', outcome: code }]);
  });

  it('is answered for a user to whom access was given, where the vendor has explicit access (R11)', async () => {
    const { handle, directory, published } = verificationWith();
    directory.vendors.set(VENDOR, aVendor({ userAccess: 'explicit' }));
    directory.grants.add(`${PHARMACY}/${USER}`);

    await handle(aCheckRequested());

    expect(published(checkAnswered)).toHaveLength(1);
  });

  it('tells version and address of the charter that is not accepted (R10)', async () => {
    const { handle, directory, published } = verificationWith();
    const charter = { version: '2', url: { fr: 'https://vendor.example/charte', de: 'https://vendor.example/charta' } };
    directory.charter = charter;

    await handle(aCheckRequested());

    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'charter-not-accepted', detail: 'version 2' }, charter }]);
  });

  it('is rejected user-missing when nobody is named at the counter (R5)', async () => {
    const { handle, published } = open();

    await handle(aCheckWithout('user'));

    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'user-missing', field: 'user' } }]);
  });

  it('is rejected invalid-matricule when a check digit is wrong, naming the field and not the number (R9, R22)', async () => {
    const { handle, published, results, audited } = open();

    await handle(aCheckRequested({ matricule: '1893120105733' }));

    expect(published(checkRejected)).toMatchObject([
      { cause: { code: 'invalid-matricule', step: 'decode', field: 'affiliation.matricule' } },
    ]);
    expect(results[0]?.value.toString()).not.toContain('1893120105733');
    // Who guesses numbers is found by this (R17b): the user is named, the number is not.
    expect(audited).toMatchObject([{ action: 'check.refused', outcome: 'invalid-matricule', pharmacy: PHARMACY, userId: USER }]);
    expect(audited[0]).not.toHaveProperty('request');
  });

  it('is rejected expired a day after it was asked', async () => {
    const { handle, published } = open();

    await handle(aCheckRequested({}, { timestamp: NOW_MS - 86_400_000 }));

    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'expired' } }]);
  });

  it('is no longer refused for a suspension that has ended', async () => {
    const { handle, directory, published } = verificationWith();
    directory.suspend('all', '2026-11-23T09:59:59Z');

    await handle(aCheckRequested());

    expect(published(checkAnswered)).toHaveLength(1);
  });
});
