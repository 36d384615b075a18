import { checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aVendor, PHARMACY, USER, VENDOR } from '../../test/support/directory.ts';
import { settle } from '../../test/support/manual-clock.ts';
import { aMySecuThatWaits, aSilentMySecu } from '../../test/support/mysecu.ts';
import { aCheckRequested } from '../../test/support/records.ts';
import { FakeTokens } from '../../test/support/tokens.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

type World = ReturnType<typeof verificationWith>;

describe('a check under way', () => {
  it.each<[string, string, (world: World) => void]>([
    ['everything is suspended', 'suspended', ({ directory }) => directory.suspend('all')],
    ['its pharmacy is suspended', 'suspended', ({ directory }) => directory.suspend(`pharmacy/${PHARMACY}`)],
    ['its user is suspended', 'suspended', ({ directory }) => directory.suspend(`user/${PHARMACY}/${USER}`)],
    ['its pharmacy is closed', 'pharmacy-closed', ({ directory }) => change(directory, aPharmacy({ closed: '2026-11-23' }))],
    [
      "its pharmacy's contract is ended at once",
      'pharmacy-closed',
      ({ directory }) => change(directory, aPharmacy({ contract: { signed: '2020-01-01', ends: '2026-11-23' } })),
    ],
    [
      'its service is no longer authorised',
      'service-not-authorised',
      ({ directory }) => change(directory, aPharmacy({ services: [] })),
    ],
    [
      'its pharmacy goes to another vendor',
      'pharmacy-not-of-vendor',
      ({ directory }) => change(directory, aPharmacy({ vendor: 'other' })),
    ],
    [
      "its user's access is taken back",
      'user-not-authorised',
      ({ directory }) => {
        directory.vendors.set(VENDOR, aVendor({ userAccess: 'explicit' }));
        directory.changed();
      },
    ],
  ])('ends rejected at once, and its call with it, when %s (R14)', async (_, code, happens) => {
    const world = verificationWith({ mysecu: aSilentMySecu() });
    const handled = world.handle(aCheckRequested({ id: 'r-1', timeoutMs: 30_000 }));
    await settle();

    happens(world);
    await handled;

    expect(world.published(checkRejected)).toMatchObject([{ requestId: 'r-1', cause: { code } }]);
    expect(world.audited.map(({ action, outcome }) => `${action} ${outcome ?? ''}`)).toContain('check.called abandoned');
  });

  it('goes on when somebody else is suspended', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, directory, published } = verificationWith({ mysecu });
    const handled = handle(aCheckRequested());
    await settle();

    directory.suspend('pharmacy/ph-other');
    await settle();
    answer();
    await handled;

    expect(published(checkAnswered)).toHaveLength(1);
  });

  it('goes on when a new version of the charter appears: it was accepted when it was asked', async () => {
    const { mysecu, answer } = aMySecuThatWaits();
    const { handle, directory, published } = verificationWith({ mysecu });
    const handled = handle(aCheckRequested());
    await settle();

    directory.charter = { version: '2', url: {} };
    directory.changed();
    await settle();
    answer();
    await handled;

    expect(published(checkAnswered)).toHaveLength(1);
  });

  it('ends rejected while it waits for a token, and never calls', async () => {
    const mysecu = aSilentMySecu();
    const { handle, directory, published } = verificationWith({ mysecu, tokens: new FakeTokens() });
    const handled = handle(aCheckRequested({ timeoutMs: 30_000 }));
    await settle();

    directory.suspend('all');
    await handled;

    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'suspended' } }]);
    expect(mysecu.questions).toEqual([]);
  });

  it('settles a degraded check as rejected when its late call is stopped', async () => {
    const { handle, clock, directory, published, deferred, inTime } = verificationWith({ mysecu: aSilentMySecu() });
    const handled = handle(aCheckRequested({ timeoutMs: 1_000 }));
    await settle();
    await clock.advance(1_000);
    await handled;

    directory.suspend(`vendor/${VENDOR}`);
    await settle();
    await inTime.lateOnesSettled();

    const [degraded] = published(checkDegraded);
    expect(degraded).toBeDefined();
    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'suspended' }, supersedes: expect.any(String) }]);
    expect(deferred.size).toBe(0);
  });

  it('is not called when control grew old while it waited for its turn', async () => {
    const mysecu = aSilentMySecu();
    const turn = Promise.withResolvers<void>();
    const permits = { take: () => turn.promise.then(() => ({ release: () => undefined })) };
    const { handle, directory, published } = verificationWith({ mysecu, permits });
    const handled = handle(aCheckRequested());
    await settle();

    directory.fresh = false;
    turn.resolve();
    await handled;

    expect(published(checkDegraded)).toMatchObject([{ cause: { code: 'officine-unavailable', detail: 'control-not-read' } }]);
    expect(mysecu.questions).toEqual([]);
  });
});

function change(directory: World['directory'], pharmacy: ReturnType<typeof aPharmacy>): void {
  directory.pharmacies.set(PHARMACY, pharmacy);
  directory.changed();
}
