import { type Stack, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor } from './support/outside-vendor.ts';

let stack: Stack;
let vendor: OutsideVendor;

beforeAll(async () => {
  stack = await startStack();
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

const at = { pharmacy: 'ph-0001', user: { id: 'u-42', role: 'pharmacist' }, timeoutMs: 20_000 };
const affiliation = (matricule: string) => ({ ...at, check: 'affiliation', affiliation: { matricule } });
const accident = (accidentNumber: string) => ({
  ...at,
  check: 'accident',
  accident: { matricule: '1980010112302', accidentNumber },
});
const prescriber = (prescriberCode: string) => ({ ...at, check: 'prescriber', prescriber: { prescriberCode } });

describe('a vendor that knows only Kafka and CloudEvents reads what mySecu signed (R1, R2)', () => {
  it.each([
    ['an affiliated person', affiliation('1980010112302'), { affiliated: true, state: 'affiliated' }],
    ['a person without cover', affiliation('1970090911863'), { affiliated: false, state: 'not-affiliated' }],
    [
      'a deceased person, who is never merely not affiliated',
      affiliation('1948062231127'),
      { affiliated: false, state: 'deceased' },
    ],
    ['a person who is not in the register', affiliation('2015100307724'), { affiliated: false, state: 'not-found' }],
    [
      'a state that the model does not know, which is neither yes nor no',
      affiliation('1966120540295'),
      { affiliated: null, state: 'unknown' },
    ],
    ['an open accident dossier', accident('A2026000117'), { covered: true, state: 'open' }],
    ['a closed accident dossier', accident('A2019004410'), { covered: false, state: 'closed' }],
    ['a dossier that does not exist', accident('A1999000001'), { covered: false, state: 'not-found' }],
    ['a prescriber with rights', prescriber('90100018'), { mayPrescribe: true, state: 'active' }],
    [
      'an active prescriber who has no right at all',
      prescriber('90200032'),
      { mayPrescribe: false, state: 'active', rights: [] },
    ],
    ['an inactive prescriber', prescriber('90300049'), { mayPrescribe: false, state: 'inactive' }],
  ])('%s', async (_, question, verdict) => {
    const { id, position } = await vendor.ask(question);

    const answer = await vendor.answer(id);

    expect(answer.data.verdict).toMatchObject(verdict);
    expect(answer.data.correlationId).toMatch(/^Id-[0-9a-f]{24}$/);
    expect(answer.headers['ce_sourceposition']).toBe(position);
    expect(answer.headers['ce_requesthash']).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.partition).toBe(Number(position.split(':')[0]));
  });

  it('an event in structured mode as well as one in binary mode', async () => {
    const id = crypto.randomUUID();
    const event = {
      specversion: '1.0',
      id,
      source: 'urn:outside:vendor',
      type: 'lu.officine.check.requested.v1',
      data: affiliation('1992113004546'),
    };
    await vendor.send(JSON.stringify(event), { 'content-type': 'application/cloudevents+json' });

    expect((await vendor.answer(id)).data.verdict).toMatchObject({ affiliated: true });
  });

  it('an answer for each pharmacy, in both modes of authentication', async () => {
    const asked = await Promise.all(
      stack.pharmacies.map(({ id }) => vendor.ask({ ...affiliation('1980010112302'), pharmacy: id }, { key: id })),
    );

    const answers = await Promise.all(asked.map(({ id }) => vendor.answer(id)));

    expect(answers.map(({ data }) => data['pharmacy'])).toEqual(stack.pharmacies.map(({ id }) => id));
    expect(new Set(answers.map(({ data }) => data.correlationId)).size).toBe(answers.length);
  });
});

describe('a request that cannot be asked', () => {
  it.each([
    ['a wrong check digit', affiliation('1980010112303'), 'invalid-matricule'],
    ['a pharmacy that nobody knows', { ...affiliation('1980010112302'), pharmacy: 'ph-9999' }, 'unknown-pharmacy'],
    ['no user', { ...affiliation('1980010112302'), user: undefined }, 'user-missing'],
    ['data of another schema', { ...at, check: 'affiliation', affiliation: { who: 'me' } }, 'invalid-request'],
    ['a check that does not exist', { ...at, check: 'income' }, 'invalid-request'],
  ])('is rejected with its code, and never reaches mySecu: %s', async (_, question, code) => {
    const { id } = await vendor.ask(question);

    const rejected = await vendor.result(id);

    expect(rejected.type).toBe('lu.officine.check.rejected.v1');
    expect(rejected.data.cause?.code).toBe(code);
    expect(rejected.data['advice']).toMatchObject({
      counter: { fr: expect.any(String), de: expect.any(String), en: expect.any(String) },
    });
  });

  it('is rejected under its id when its value is not JSON, and the partition goes on', async () => {
    const id = crypto.randomUUID();
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: 'urn:x',
      ce_type: 'lu.officine.check.requested.v1',
      'content-type': 'application/json',
    };
    await vendor.send('{"check":', headers);
    const next = await vendor.ask(affiliation('1980010112302'));

    expect((await vendor.result(id)).data.cause?.code).toBe('invalid-request');
    expect((await vendor.answer(next.id)).data.verdict).toMatchObject({ affiliated: true });
  });

  it('is rejected under its position when it has no id', async () => {
    const position = await vendor.send('not an event', {});

    expect((await vendor.result(position)).data.cause?.code).toBe('invalid-request');
  });

  it('is told as a conflicting duplicate when its id was used for another question', async () => {
    const { id } = await vendor.ask(affiliation('1980010112302'));
    await vendor.answer(id);
    await vendor.ask(affiliation('1970090911863'), { id });

    const conflict = await vendor.result(id, ({ type }) => type === 'lu.officine.check.rejected.v1');

    expect(conflict.data.cause?.code).toBe('conflicting-duplicate');
  });
});

describe('a request that is sent again', () => {
  it('gets the same answer, byte for byte', async () => {
    const question = affiliation('1980010112302');
    const { id } = await vendor.ask(question);
    const first = await vendor.answer(id);
    await vendor.ask(question, { id });

    const second = await vendor.result(id, ({ offset }) => offset !== first.offset);

    expect({ ...second, offset: first.offset }).toEqual(first);
  });
});
