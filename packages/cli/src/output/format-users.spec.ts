import { type ControlVendor, controlVendor } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { formatAcls } from './format-acls.ts';
import { formatUsers } from './format-users.ts';

const acme: ControlVendor = controlVendor.schema.parse({ id: 'acme', contact: 'c', quota: { writeBytesPerSecond: 1_000 } });

describe('the Kafka users of an installation', () => {
  it("are what Kafka's own tool takes, with the password from the shell and never in the text", () => {
    const lines = formatUsers([acme], 'kafka-configs').split('\n');

    expect(lines.filter((line) => line.includes('officine-vendor-acme'))).toEqual([
      expect.stringContaining('--add-config "SCRAM-SHA-512=[password=$(cat passwords/officine-vendor-acme)]"'),
      expect.stringMatching(/--add-config producer_byte_rate=1000,consumer_byte_rate=\d+,request_percentage=\d+$/),
    ]);
  });

  it('are what Strimzi takes, one resource a user, with the same permissions', () => {
    const users = parseAllDocuments(formatUsers([acme], 'strimzi')).map((document) => document.toJS() as KafkaUserManifest);

    const vendor = users.find(({ metadata }) => metadata.name === 'officine-vendor-acme');
    expect(users).toHaveLength(7);
    expect(vendor?.spec.quotas?.producerByteRate).toBe(1_000);
    expect(vendor?.spec.authorization.acls).toContainEqual({
      resource: { type: 'topic', name: 'officine.vendor.acme.requests.v1', patternType: 'literal' },
      operations: ['Write'],
      host: '*',
    });
    expect(vendor?.spec.authorization.acls).toContainEqual({
      resource: { type: 'group', name: 'officine.client.acme.', patternType: 'prefix' },
      operations: ['Read'],
      host: '*',
    });
  });
});

describe('what was done about permissions', () => {
  const rule = { user: 'officine-vendor-gone', resource: 'topic', name: 't', pattern: 'literal', operation: 'read' } as const;

  it('tells what is too much and leaves it, unless that was asked for', () => {
    const applied = {
      isGuarded: true,
      wanted: 3,
      allowed: [],
      undeclared: [rule],
      foreign: ['officine-x: deny read on topic t from *'],
    };

    expect(formatAcls(applied, { dryRun: false, prune: false })).toEqual([
      'left as it is: officine-vendor-gone may read topic t, which nothing asks for; --prune takes it back',
      'left as it is: officine-x: deny read on topic t from *, which is not of our making',
      '3 of 3 permissions were as derived',
    ]);
    expect(formatAcls(applied, { dryRun: true, prune: true })[0]).toBe('to take back: officine-vendor-gone may read topic t');
  });

  it('says so where nobody is kept from anything', () => {
    const open = { isGuarded: false, wanted: 3, allowed: [], undeclared: [], foreign: [] };

    expect(formatAcls(open, { dryRun: false, prune: false })).toEqual([expect.stringContaining('no authorizer')]);
  });
});

interface KafkaUserManifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly quotas?: { readonly producerByteRate: number };
    readonly authorization: { readonly acls: readonly object[] };
  };
}
