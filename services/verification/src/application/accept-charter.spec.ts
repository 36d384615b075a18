import { charterRecorded, checkAnswered, checkRejected } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, PHARMACY, USER } from '../../test/support/directory.ts';
import { aCharterAccepted, aCheckRequested } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

describe('an accepted charter', () => {
  it('is kept and confirmed, and what waits behind it is no longer refused (R10)', async () => {
    const { handle, directory, published, audited } = verificationWith();
    directory.charter = { version: '1', url: {} };

    await Promise.all([handle(aCharterAccepted('1')), handle(aCheckRequested())]);

    expect(published(charterRecorded)).toMatchObject([
      { pharmacy: PHARMACY, user: USER, version: '1', acceptedAt: '2026-11-23T10:00:00.000Z' },
    ]);
    expect(published(checkAnswered)).toHaveLength(1);
    expect(audited).toMatchObject([{ action: 'charter.accepted', userId: USER }, {}, {}, {}]);
  });

  it('keeps no other partition from being read, nor does what waits behind it', async () => {
    const { handle, directory, known } = verificationWith();
    directory.charter = { version: '1', url: {} };

    const both = [handle(aCharterAccepted('1')), handle(aCheckRequested())];

    expect(known.waits).toBe(2);
    await Promise.all(both);
  });

  it("is not kept for another vendor's pharmacy", async () => {
    const { handle, directory, published } = verificationWith();
    directory.pharmacies.set(PHARMACY, aPharmacy({ vendor: 'other' }));

    await handle(aCharterAccepted('1'));

    expect(directory.acceptances.size).toBe(0);
    expect(published(checkRejected)).toMatchObject([{ cause: { code: 'pharmacy-not-of-vendor' } }]);
  });
});
