import { auditRecorded, decodeEvent, type EventDefinition, mysecuCalled, parseData, vendorNoticed } from '@officine/contracts';
import type { OutgoingRecord } from '@officine/kafka';
import { describe, expect, it } from 'vitest';
import { silent } from '../../test/support/fakes.ts';
import { namesWith } from '../names.ts';
import { EventLog } from './event-log.ts';
import { NoticesTopic } from './notices-topic.ts';

function aPublisher(acknowledges = true) {
  const records: OutgoingRecord[] = [];
  const publish = (record: OutgoingRecord) => {
    records.push(record);
    return acknowledges
      ? Promise.resolve({ topic: record.topic, partition: 0, offset: 0n })
      : Promise.reject(new Error('Kafka is away'));
  };
  return { records, publisher: { publish } };
}

function dataOf(definition: EventDefinition, record: OutgoingRecord | undefined): unknown {
  const decoded = decodeEvent({ value: record?.value ?? null, headers: record?.headers ?? {} });
  const parsed = parseData(definition, decoded.readable ? decoded.event.data : undefined);
  return parsed.fits ? parsed.data : parsed;
}

const call = { step: 'token', startedAt: '2026-11-24T08:00:00.000Z', durationMs: 12, outcome: 'ok', ownFault: false } as const;

describe('the log of events', () => {
  it('proves a fact under the key of its pharmacy, as the contract has it', async () => {
    const { records, publisher } = aPublisher();

    await new EventLog(publisher, namesWith(), 'custom', silent).record({
      action: 'token.issued',
      vendor: 'acme',
      pharmacy: 'ph-0001',
      outcome: 'ok',
    });

    expect(records[0]).toMatchObject({ topic: 'officine.audit.events.v1', key: 'ph-0001' });
    expect(dataOf(auditRecorded, records[0])).toMatchObject({
      action: 'token.issued',
      service: 'auth-token',
      environment: 'custom',
      outcome: 'ok',
    });
  });

  it('fails with a fact that Kafka does not take: nothing unproven is published', async () => {
    const log = new EventLog(aPublisher(false).publisher, namesWith(), 'custom', silent);

    await expect(log.record({ action: 'token.issued', vendor: 'acme', pharmacy: 'ph-0001' })).rejects.toThrow('Kafka is away');
  });

  it('counts a call under the key of its step, without the pharmacy', () => {
    const { records, publisher } = aPublisher();

    new EventLog(publisher, namesWith(), 'custom', silent).called(call);

    expect(records[0]).toMatchObject({ topic: 'officine.mysecu.calls.v1', key: 'token' });
    expect(dataOf(mysecuCalled, records[0])).toEqual({ ...call, environment: 'custom' });
  });

  it('fails no call for not having counted it', () => {
    expect(() => new EventLog(aPublisher(false).publisher, namesWith(), 'custom', silent).called(call)).not.toThrow();
  });
});

describe('a notice', () => {
  it('goes to its vendor, as the contract has it', async () => {
    const { records, publisher } = aPublisher();
    const text = { fr: 'fr', de: 'de', en: 'en' };

    await new NoticesTopic(publisher).publish('acme', 'n-1', {
      about: 'certificate-expiry',
      at: '2026-11-24T08:00:00.000Z',
      text,
    });

    expect(records[0]).toMatchObject({ topic: 'officine.vendor.acme.notices.v1', key: null, headers: { ce_id: 'n-1' } });
    expect(dataOf(vendorNoticed, records[0])).toMatchObject({ about: 'certificate-expiry', text });
  });
});
