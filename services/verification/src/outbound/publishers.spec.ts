import { auditRecorded, type CheckDeferred, checkDeferred, deadLettered, parseData } from '@officine/contracts';
import { partitionFor } from '@officine/kafka';
import { Pseudonymiser, TokenCipher } from '@officine/service-kit';
import { describe, expect, it } from 'vitest';
import { PHARMACY, USER, VENDOR } from '../../test/support/directory.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { aPublisher, jsonOf } from '../../test/support/publishing.ts';
import { MATRICULE } from '../../test/support/records.ts';
import { AuditPublisher } from './audit-publisher.ts';
import { DeadLetterPublisher } from './dead-letter-publisher.ts';
import { DeferredPublisher } from './deferred-publisher.ts';

const k = Buffer.alloc(32, 7).toString('base64url');
const clock = new ManualClock();
const request = { check: 'affiliation', pharmacy: PHARMACY, user: { id: USER }, affiliation: { matricule: MATRICULE } } as const;

describe('an audit event', () => {
  const pseudonyms = new Pseudonymiser([{ kty: 'oct', kid: 'p-1', alg: 'HS256', k }]);

  it('names people by pseudonyms alone, and fits its schema', async () => {
    const publisher = aPublisher();
    const audit = new AuditPublisher(publisher, pseudonyms, 'custom', clock);

    await audit.record({ action: 'check.asked', vendor: VENDOR, pharmacy: PHARMACY, userId: USER, request });

    const [record] = publisher.published;
    expect(parseData(auditRecorded, jsonOf(record))).toMatchObject({ fits: true });
    expect(jsonOf(record)).toMatchObject({ user: { kid: 'p-1' }, subject: pseudonyms.person(MATRICULE) });
    expect(JSON.stringify(record?.headers) + record?.value?.toString()).not.toMatch(new RegExp(`${MATRICULE}|${USER}`));
    expect(record?.key).toBe(PHARMACY);
  });

  it('knows the same person whichever check asks', async () => {
    const publisher = aPublisher();
    const audit = new AuditPublisher(publisher, pseudonyms, 'custom', clock);
    const accident = { check: 'accident', pharmacy: PHARMACY, accident: { matricule: MATRICULE, accidentNumber: 'A1' } } as const;

    await audit.record({ action: 'check.asked', vendor: VENDOR, pharmacy: PHARMACY, request });
    await audit.record({ action: 'check.asked', vendor: VENDOR, pharmacy: PHARMACY, request: accident });

    const [one, other] = publisher.published.map(jsonOf);
    expect(other?.['subject']).toEqual(one?.['subject']);
  });

  it("waits for none of another vendor's", async () => {
    const publisher = aPublisher();
    const audit = new AuditPublisher(publisher, pseudonyms, 'custom', clock);

    await audit.record({ action: 'check.asked', vendor: 'loud', pharmacy: PHARMACY, request });
    await audit.record({ action: 'check.asked', vendor: 'quiet', pharmacy: PHARMACY, request });

    expect(publisher.lanes).toEqual(['loud', 'quiet']);
  });
});

describe('a dead letter', () => {
  it('holds the whole record, for who has the key alone', async () => {
    const publisher = aPublisher();
    const cipher = new TokenCipher([{ kty: 'oct', kid: 't-1', alg: 'A256GCM', k }]);
    const record = { key: PHARMACY, value: Buffer.from(`{"matricule":"${MATRICULE}"`), headers: { a: 'b' } };

    await new DeadLetterPublisher(publisher, cipher, clock).park({
      vendor: VENDOR,
      position: 't:0:1',
      reason: 'no JSON',
      record,
    });

    const data = jsonOf(publisher.published[0]) as { record: string };
    expect(parseData(deadLettered, data)).toMatchObject({ fits: true });
    expect(publisher.published[0]?.value?.toString()).not.toContain(MATRICULE);
    expect(await cipher.open(data.record)).toMatchObject({ value: record.value.toString('base64') });
  });
});

describe('a deferred check', () => {
  const deferred: CheckDeferred = {
    vendor: VENDOR,
    requestId: 'r-1',
    requestHash: 'h',
    sourcePosition: '3:9',
    request,
    receivedAt: '2026-11-23T10:00:00.000Z',
    degradedId: 'd-1',
    code: 'mysecu-timeout',
    attempt: 1,
    dueAt: '2026-11-23T10:00:30.000Z',
    until: '2026-11-24T10:00:00.000Z',
  };

  it("is keyed by its request and stands in its pharmacy's partition, as does the null that settles it", async () => {
    const publisher = aPublisher();
    const deferrals = new DeferredPublisher(() => publisher, clock);

    await deferrals.put(deferred);
    await deferrals.settle(deferred);

    const place = { key: 'acme/r-1', partition: partitionFor(PHARMACY, 12) };
    expect(publisher.published).toMatchObject([place, { ...place, value: null }]);
    expect(parseData(checkDeferred, jsonOf(publisher.published[0]))).toMatchObject({ fits: true });
  });
});
