import { describe, expect, it } from 'vitest';
import { DirectoryProblems } from './directory-problems.ts';
import { parseDirectory } from './parse-directory.ts';

const RIGHT = `environment: certification
charter: { version: "1", url: { fr: "https://vendor.example/charte" } }
vendors:
  - { id: acme, contact: "support@acme.example", attestation: null }
pharmacies:
  - id: ph-0001
    vendor: acme
    codePrestataire: "90000001"
    eHealthId: "1234567890"
    opened: 2020-01-01
    contract: { signed: 2026-01-02, ends: null }
suspensions: [{ scope: pharmacy/ph-0001, reason: "lost card" }]
maintenance: [{ component: service, from: "2026-12-01T22:00:00+01:00", to: "2026-12-01T23:00:00+01:00" }]
`;

describe('a directory file', () => {
  it('is read with the defaults that services would take', () => {
    const directory = parseDirectory(RIGHT);

    expect(directory).toMatchObject({
      environment: 'certification',
      vendors: [{ id: 'acme', partitions: 6, userAccess: 'vendor', batch: null }],
      pharmacies: [
        { id: 'ph-0001', authentication: 'esante', services: ['affiliation', 'accident', 'prescriber'], closed: null },
      ],
      suspensions: [{ scope: 'pharmacy/ph-0001', until: null }],
    });
  });

  it('may say no more than its environment', () => {
    expect(parseDirectory('environment: custom')).toEqual({
      environment: 'custom',
      vendors: [],
      pharmacies: [],
      suspensions: [],
      maintenance: [],
      access: [],
    });
  });

  it('tells everything that is wrong at once, by line, in the order of the file', () => {
    const text = `environment: exploitation
vendors:
  - { id: Acme, contact: x }
  - { id: bcme, contact: x, partitons: 3 }
pharmacies:
  - id: ph-1
    vendor: nobody
    eHealthId: "1234567890"
    opened: 2020-01-01
suspensions:
  - { scope: vendor/zz, reason: r }
`;

    expect(problemsOf(text)).toEqual([
      '3 vendors.0.id: must be 2 to 32 of a-z, 0-9 and -',
      '4 vendors.1.partitons: is not a known member',
      '4 vendors.1.attestation: exploitation needs the number and date of the attestation of conformity of bcme',
      '6 pharmacies.0.codePrestataire: is missing',
      '11 suspensions.0.scope: there is no vendor zz',
    ]);
  });

  it.each([
    ['the vendor of a pharmacy is not there', 'vendor: acme', 'vendor: bcme', 'pharmacies.0.vendor: there is no vendor bcme'],
    [
      'a pharmacy closes before it opens',
      'opened: 2020-01-01',
      'opened: 2020-01-01\n    closed: 2019-12-31',
      'pharmacies.0.closed: is before opened',
    ],
    [
      'a contract ends before it begins',
      'ends: null',
      'ends: 2025-01-01',
      'pharmacies.0.contract.ends: is before the contract was signed',
    ],
    [
      'a suspension is of an unknown pharmacy',
      'pharmacy/ph-0001',
      'pharmacy/ph-0002',
      'suspensions.0.scope: there is no pharmacy ph-0002',
    ],
    [
      'a suspension is of a user of an unknown pharmacy',
      'scope: pharmacy/ph-0001',
      'scope: user/ph-2/u',
      'suspensions.0.scope: there is no pharmacy ph-2',
    ],
    [
      'a vendor is called as a consumer group of ours',
      'vendors:',
      'vendors:\n  - { id: permits, contact: x }',
      'vendors.0.id: permits is a name that Officine uses itself',
    ],
    [
      'access is given in an unknown pharmacy',
      'maintenance:',
      'access: [{ pharmacy: ph-2, user: u-1 }]\nmaintenance:',
      'access.0.pharmacy: there is no pharmacy ph-2',
    ],
    [
      'two open pharmacies share a code',
      'suspensions:',
      '  - { id: ph-0002, vendor: acme, codePrestataire: "90000001", eHealthId: "1234567891", opened: 2020-01-01 }\nsuspensions:',
      'pharmacies.1.codePrestataire: is that of ph-0001 as well',
    ],
    ['maintenance ends before it begins', 'T23:00:00+01:00', 'T21:00:00+01:00', 'maintenance.0.to: is not after from'],
  ])('is refused where %s', (_, right, wrong, problem) => {
    expect(problemsOf(RIGHT.replace(right, wrong)).map((line) => line.replace(/^\d+ /, ''))).toEqual([problem]);
  });

  it('is refused where an id is there twice', () => {
    const twice = RIGHT.replace('pharmacies:', '  - { id: acme, contact: "again@acme.example" }\npharmacies:');

    expect(problemsOf(twice)).toEqual(['5 vendors.1.id: acme is there twice']);
  });

  it('is refused in exploitation where a vendor has no attestation of conformity', () => {
    const exploitation = RIGHT.replace('certification', 'exploitation');
    const attested = exploitation.replace('attestation: null', 'attestation: { number: "A-1", date: 2026-01-01 }');

    expect(problemsOf(exploitation)).toHaveLength(1);
    expect(parseDirectory(attested).environment).toBe('exploitation');
  });

  it('is refused with its line where it is not YAML', () => {
    expect(problemsOf('environment: custom\nvendors: [')[0]).toMatch(/^2 : /);
  });

  it.each(['', '[]', 'just words'])('is refused where it is no directory at all: %j', (text) => {
    expect(problemsOf(text)).toEqual(['1 environment: is missing']);
  });
});

function problemsOf(text: string): string[] {
  try {
    parseDirectory(text);
  } catch (error) {
    if (error instanceof DirectoryProblems) {
      return error.problems.map(({ line, at, reason }) => `${line} ${at}: ${reason}`);
    }
    throw error;
  }
  return [];
}
