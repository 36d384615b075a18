import { applyDirectory } from '@officine/cli';
import { missingForPython, type Stack, startStack } from '@officine/devstack';
import { missingForWss4j } from '@officine/interop';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OutsidePlatform, startOutsidePlatform } from './support/outside-platform.ts';
import { type OutsideRecord, PythonVendor } from './support/python-vendor.ts';

const missing = [...missingForWss4j(), await missingForPython()].filter((each) => each !== undefined);
const inline = { identity: 'x509-data', token: 'x509-data', get: 'x509-data', cancel: 'x509-data' };
const WORLDS = [
  ['as it is by default', {}, ''],
  [
    'with certificates inline, the assertion after the signature, and answers in a foreign style',
    { keyInfo: inline, assertionPosition: 'after-signature', tokenAnswersSigned: true },
    'style=foreign&prefixes=scope&prolog=none&token=collection&http=chunked&lifetime=offset',
  ],
] as const;

const asking = (pharmacy: string, question: object) => ({
  ...{ pharmacy, user: { id: 'u-42', role: 'pharmacist' }, timeoutMs: 20_000 },
  ...question,
});
const affiliation = { check: 'affiliation', affiliation: { matricule: '1893120105732', on: '2026-11-23' } };
const accident = { check: 'accident', accident: { matricule: '1893120105732', accidentNumber: 'A2026000117' } };
const prescriber = { check: 'prescriber', prescriber: { prescriberCode: '91234567' } };

describe.each(missing.length === 0 ? WORLDS : [])('between a vendor in Python and a platform on WSS4J, %s,', (_, wire, query) => {
  let platform: OutsidePlatform;
  let stack: Stack;
  let vendor: PythonVendor;

  beforeAll(async () => {
    platform = await startOutsidePlatform(wire, query);
    stack = await startStack({ env: { ...process.env, ...platform.env } });
    vendor = await PythonVendor.start(stack.kafkaBrokers, stack.vendor);
  });

  afterAll(async () => {
    await vendor?.stop();
    await stack?.stop();
    await platform?.stop();
  });

  it('no simulator is started, and vendors and pharmacies are those of the file', () => {
    expect(stack.simulator.controlUrl).toBeNull();
    expect(stack.vendor).toBe('outside');
    expect(stack.pharmacies.map(({ id, codePrestataire }) => [id, codePrestataire])).toEqual([
      ['ph-saml', '90000011'],
      ['ph-user', '90000012'],
    ]);
  });

  it('each check of each pharmacy is answered in each mode of CloudEvents, and WSS4J accepts every message (R1, R4)', async () => {
    const modes = ['binary', 'structured', 'structured-v1'] as const;
    const records = ['ph-saml', 'ph-user'].flatMap((pharmacy) =>
      [affiliation, accident, prescriber].map((question, index): OutsideRecord => {
        const mode = modes[index] ?? 'binary';
        return { mode, key: pharmacy, id: `${pharmacy}-${mode}`, data: asking(pharmacy, question) };
      }),
    );

    vendor.publish(...records);
    const results = await Promise.all(records.map(({ id = '' }) => vendor.result(id)));
    const positions = await Promise.all(records.map(({ id = '' }) => vendor.position(id)));

    expect(results.map(({ data }) => data.verdict ?? data)).toMatchObject(
      Array(2)
        .fill([
          { affiliated: true, state: 'affiliated', person: { lastName: 'Échantillon & Fils' } },
          { covered: true, state: 'open', accidentNumber: 'A2026000117' },
          { mayPrescribe: true, state: 'active', rights: ['PRESCRIRE'] },
        ])
        .flat(),
    );
    expect(results.map(({ partition, headers }) => [partition, headers['ce_sourceposition']])).toEqual(
      positions.map(({ partition, offset }) => [partition, `${partition}:${offset}`]),
    );
    expect(results.map(({ key, data }) => [key, data.pharmacy])).toEqual(records.map(({ key }) => [key, key]));
    expect(results.every(({ headers }) => headers['content-type'] === 'application/json')).toBe(true);
    expect(platform.server.judged.filter(({ verdict }) => verdict !== 'accepted')).toEqual([]);
    expect(new Set(platform.server.judged.map(({ details }) => details['signed']))).toEqual(
      new Set(['BinarySecurityToken,Body,Timestamp', 'Assertion,Body', 'Body,UsernameToken', 'Body']),
    );
  });

  it('a result goes to the partition that its request was written to, whoever chose it', async () => {
    const records = [0, 1, 2, 3].map(
      (partition): OutsideRecord => ({
        ...{ mode: 'binary', key: 'ph-saml', partition, id: `to-${partition}` },
        data: asking('ph-saml', affiliation),
      }),
    );

    vendor.publish(...records);
    const results = await Promise.all(records.map(({ id = '' }) => vendor.result(id)));

    expect(results.map(({ partition, data }) => [partition, data.verdict?.['affiliated']])).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  it('what is no event is rejected under its position, and the partition goes on', async () => {
    const strange: readonly OutsideRecord[] = [
      { mode: 'raw', key: 'ph-user', partition: 0, value: null },
      { mode: 'raw', key: 'ph-user', partition: 0, value: '{"half": ' },
      { mode: 'raw', key: 'ph-user', partition: 0, value: '', headers: { 'content-type': 'application/cloudevents+json' } },
      {
        mode: 'raw',
        key: 'ph-user',
        partition: 0,
        value: '[]',
        headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
      },
    ];
    const [first, last] = ['before-the-strange', 'after-the-strange'].map(
      (id): OutsideRecord => ({ mode: 'binary', key: 'ph-user', partition: 0, id, data: asking('ph-user', affiliation) }),
    );

    vendor.publish(first!, ...strange, last!);
    const { offset } = await vendor.position('before-the-strange');
    const rejected = await Promise.all(strange.map((_record, index) => vendor.result(`0:${offset + 1 + index}`)));
    const after = await vendor.result('after-the-strange');

    expect(rejected.map(({ headers, data }) => [headers['ce_type'], data.cause?.code])).toEqual(
      strange.map(() => ['lu.officine.check.rejected.v1', 'invalid-request']),
    );
    expect(after.data.verdict).toMatchObject({ affiliated: true });
  });

  it('the tokens of a suspended pharmacy are cancelled at the platform, which accepts that too', async () => {
    const directory = platform.directoryWith('suspensions: [ { scope: pharmacy/ph-saml, reason: "a lost key", until: null } ]');
    const before = platform.server.judged.length;

    await applyDirectory({ kafka: { clientId: 'e2e', brokers: stack.kafkaBrokers.split(',') }, directory, actor: 'e2e' });

    await vi.waitFor(
      () =>
        expect(platform.server.judged.slice(before)).toContainEqual(
          expect.objectContaining({ verdict: 'accepted', path: '/trust', details: expect.objectContaining({ signed: 'Body' }) }),
        ),
      { timeout: 20_000 },
    );
    vendor.publish({ mode: 'binary', key: 'ph-saml', id: 'suspended', data: asking('ph-saml', affiliation) });
    expect((await vendor.result('suspended')).data.cause?.code).toBe('suspended');
  });

  // It comes at auth-token's own pace: waiting once is enough.
  if (query === '') {
    it('the vendor is told of certificates that expire soon', async () => {
      const { headers, data } = await vendor.notice();

      expect(headers['ce_type']).toBe('lu.officine.vendor.noticed.v1');
      expect(JSON.stringify(data)).toMatch(/ph-(saml|user)/);
    });
  }
});

// Said where it happens, and only there: whoever reads the results sees what was not asked.
if (missing.length > 0) {
  it.skip(`the outside world is not asked, as this machine lacks ${missing.join(' and ')}`, () => undefined);
}
