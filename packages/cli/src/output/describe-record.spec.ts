import { describe, expect, it } from 'vitest';
import { controlRecords } from '../control/control-records.ts';
import { parseDirectory } from '../directory/parse-directory.ts';
import { describeRecord } from './describe-record.ts';

const AT = new Date('2026-11-24T08:00:00Z');

/** Lines of a description, their padding reduced to one space. */
function described(key: string, more = '', life = '') {
  const inForce = controlRecords(
    parseDirectory(`environment: custom
vendors: [{ id: acme, contact: "support@acme.example", userAccess: explicit }]
pharmacies:
  - { id: ph-1, vendor: acme, codePrestataire: "90000001", eHealthId: "1234567801", opened: 2020-01-01 ${life} }
  - { id: ph-2, vendor: acme, codePrestataire: "90000002", eHealthId: "1234567802", opened: 2020-01-01, closed: 2026-01-01 }
${more}`),
  );
  const record = inForce.get(key);
  return record === undefined ? [] : describeRecord(record, inForce, AT).map((line) => line.replace(/ +/g, ' '));
}

describe('a description', () => {
  it('of a pharmacy tells whether it is open, who may ask, and what stops it', () => {
    const lines = described(
      'pharmacy/ph-1',
      `charter: { version: "2", url: {} }
access: [{ pharmacy: ph-1, user: u-42 }]
suspensions:
  - { scope: user/ph-1/u-7, reason: "left", by: operator, since: "2026-11-20T08:00:00Z" }
  - { scope: pharmacy/ph-2, reason: "closed" }
  - { scope: all, reason: "over", until: "2026-11-23T08:00:00Z" }`,
    );

    expect(lines).toContain('open yes');
    expect(lines).toContain('users 1 with access: u-42');
    expect(lines).toContain('charter version 2 must be accepted');
    expect(lines.filter((line) => line.startsWith('suspended'))).toEqual([
      'suspended user/ph-1/u-7: left (by operator, since 2026-11-20T08:00:00Z, until lifted)',
    ]);
  });

  it.each([
    [', closed: 2026-11-01', 'closed since 2026-11-01'],
    [', contract: { signed: 2020-01-01, ends: 2026-11-24 }', 'its contract ended on 2026-11-24'],
    [', contract: { signed: 2026-12-01 }', 'its contract is signed on 2026-12-01'],
  ])('of a pharmacy tells why its checks are refused: %s', (life, why) => {
    expect(described('pharmacy/ph-1', '', life)).toContain(`open ${why}`);
  });

  it('of a vendor tells its pharmacies, its Kafka user, topics and quota', () => {
    const lines = described('vendor/acme');

    expect(lines).toContain('pharmacies 2, of which 1 are open');
    expect(lines).toContain('Kafka user officine-vendor-acme');
    expect(lines).toContain('topic officine.vendor.acme.requests.v1');
    expect(lines.join('\n')).toContain('producer_byte_rate=');
  });
});
