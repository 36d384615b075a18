import { OfficineError, parseData, vendorNoticed } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy } from '../../test/support/directory.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { AFFILIATED, aMySecuThatFails, aMySecuThatSays, aToken } from '../../test/support/mysecu.ts';
import { aPublisher, jsonOf } from '../../test/support/publishing.ts';
import { MATRICULE } from '../../test/support/records.ts';
import { BlockNotices } from './block-notices.ts';

const question = {
  request: { check: 'affiliation', pharmacy: 'ph-0001', affiliation: { matricule: MATRICULE } },
  pharmacy: aPharmacy(),
  token: aToken(),
  signal: new AbortController().signal,
} as const;
const silent = { warn: () => undefined };

describe('a block by mySecu itself', () => {
  it("is told to the pharmacy's vendor, once in an hour, as what it is (R14)", async () => {
    const publisher = aPublisher();
    const gateway = new BlockNotices(aMySecuThatFails('blocked-by-mysecu'), publisher, new ManualClock(), silent);

    await expect(gateway.ask(question)).rejects.toBeInstanceOf(OfficineError);
    await expect(gateway.ask(question)).rejects.toMatchObject({ code: 'blocked-by-mysecu' });

    expect(publisher.published.map(({ topic }) => topic)).toEqual(['officine.vendor.acme.notices.v1']);
    expect(parseData(vendorNoticed, jsonOf(publisher.published[0]))).toMatchObject({
      fits: true,
      data: { about: 'suspension', reason: 'blocked-by-mysecu', pharmacy: 'ph-0001' },
    });
  });

  it.each([
    ['another failure', aMySecuThatFails('mysecu-fault')],
    ['an answer', aMySecuThatSays(AFFILIATED)],
  ])('is not told of %s', async (_, mysecu) => {
    const publisher = aPublisher();

    await new BlockNotices(mysecu, publisher, new ManualClock(), silent).ask(question).catch(() => undefined);

    expect(publisher.published).toEqual([]);
  });

  it('fails no check when it cannot be told', async () => {
    const publisher = { publish: () => Promise.reject(new Error('no topic')) };
    const gateway = new BlockNotices(aMySecuThatFails('blocked-by-mysecu'), publisher, new ManualClock(), silent);

    await expect(gateway.ask(question)).rejects.toMatchObject({ code: 'blocked-by-mysecu' });
  });
});
