import { checkAnswered, checkDegraded, checkRejected, parseData } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { PHARMACY, USER, VENDOR } from '../../test/support/directory.ts';
import { AFFILIATED, aMySecuThatSays, DECEASED, NOT_AFFILIATED } from '../../test/support/mysecu.ts';
import { aCheckRequested, aRecord } from '../../test/support/records.ts';
import { verificationWith } from '../../test/support/verification-with.ts';

describe('a check request', () => {
  it('is answered when the person is affiliated', async () => {
    const { handle, published } = verificationWith({ mysecu: aMySecuThatSays(AFFILIATED) });

    await handle(aCheckRequested({ id: 'r-1' }));

    expect(published(checkAnswered)).toMatchObject([
      { requestId: 'r-1', verdict: { affiliated: true }, environment: 'custom', attempt: 1 },
    ]);
  });

  it('is answered when CNS refuses, with the correlation id its support asks for', async () => {
    const { handle, published } = verificationWith({ mysecu: aMySecuThatSays(NOT_AFFILIATED, 'Id-0f2a') });

    await handle(aCheckRequested({ id: 'r-1' }));

    expect(published(checkAnswered)).toMatchObject([
      { requestId: 'r-1', verdict: { affiliated: false }, correlationId: 'Id-0f2a' },
    ]);
  });

  it('tells a deceased person from one who is merely not affiliated', async () => {
    const { handle, published } = verificationWith({ mysecu: aMySecuThatSays(DECEASED) });

    await handle(aCheckRequested());

    expect(published(checkAnswered)).toMatchObject([{ verdict: { state: 'deceased' } }]);
  });

  it('gets its result in the partition of its request, under the pharmacy, about the request', async () => {
    const { handle, results } = verificationWith();

    await handle(aCheckRequested({ id: 'r-9' }, { partition: 4, offset: 77n }));

    expect(results[0]).toMatchObject({
      partition: 4,
      key: PHARMACY,
      headers: { ce_subject: 'r-9', ce_sourceposition: '4:77', ce_requesthash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('gets a result that fits the published schema', async () => {
    const { handle, published } = verificationWith();

    await handle(aCheckRequested());

    expect(parseData(checkAnswered, published(checkAnswered)[0])).toMatchObject({ fits: true });
  });

  it('is in the audit, with its user and its person, before its result is published', async () => {
    const { handle, happened, audited } = verificationWith();

    await handle(aCheckRequested());

    expect(happened).toEqual(['check.asked', 'check.called', 'check.answered', 'answered']);
    expect(audited.every(({ userId, request }) => userId === USER && request !== undefined)).toBe(true);
  });

  it('is reported to the monitor without naming the pharmacy', async () => {
    const { handle, called } = verificationWith();

    await handle(aCheckRequested());

    expect(called).toMatchObject([{ step: 'get', outcome: 'ok', ownFault: false }]);
    expect(JSON.stringify(called)).not.toContain(PHARMACY);
  });
});

describe('a record that cannot be read', () => {
  const headers = {
    ce_specversion: '1.0',
    ce_id: 'r-1',
    ce_source: '/acme',
    ce_type: 'lu.officine.check.requested.v1',
    'content-type': 'application/json',
  };

  it.each([
    ['no JSON', aRecord({ headers, value: Buffer.from('{"check":') })],
    ['no value', aRecord({ headers, value: null })],
    ['data of another shape', aRecord({ headers, value: Buffer.from('{"check":"affiliation"}') })],
    ['an unknown type', aRecord({ headers: { ...headers, ce_type: 'com.example.other' } })],
    ['another content type', aRecord({ headers: { ...headers, 'content-type': 'text/xml' } })],
  ])('is rejected invalid-request by its id: %s', async (_, record) => {
    const { handle, published } = verificationWith();

    await handle(record);

    expect(published(checkRejected)).toMatchObject([{ requestId: 'r-1', cause: { code: 'invalid-request', step: 'decode' } }]);
  });

  it('goes to the dead letters when it has no id, and its vendor is told by its position', async () => {
    const { handle, published, letters } = verificationWith();

    await handle(aRecord({ partition: 2, offset: 5n, value: Buffer.from('?') }));

    expect(letters).toMatchObject([{ vendor: VENDOR, position: 'officine.vendor.acme.requests.v1:2:5' }]);
    expect(published(checkRejected)).toMatchObject([{ requestId: '2:5', cause: { code: 'invalid-request' } }]);
  });

  it('does not keep the next one from its answer', async () => {
    const { handle, published } = verificationWith();

    await handle(aRecord({ value: Buffer.from('?') }));
    await handle(aCheckRequested());

    expect(published(checkAnswered)).toHaveLength(1);
  });

  it('is read in structured mode too', async () => {
    const { handle, published } = verificationWith();
    const data = { check: 'affiliation', pharmacy: PHARMACY, user: { id: USER }, affiliation: { matricule: '1893120105732' } };
    const event = { specversion: '1.0', id: 'r-5', source: '/acme', type: 'lu.officine.check.requested.v1', data };

    await handle(
      aRecord({ headers: { 'content-type': 'application/cloudevents+json' }, value: Buffer.from(JSON.stringify(event)) }),
    );

    expect(published(checkAnswered)).toMatchObject([{ requestId: 'r-5' }]);
  });

  it('is told to its vendor and kept for operators when its handling failed by a bug', async () => {
    const { giveUp, published, letters, deferred } = verificationWith();

    await giveUp(aCheckRequested({ id: 'r-1' }));

    expect(published(checkDegraded)).toMatchObject([{ requestId: 'r-1', cause: { code: 'internal' } }]);
    expect(letters).toHaveLength(1);
    expect(deferred.size).toBe(1);
  });
});
