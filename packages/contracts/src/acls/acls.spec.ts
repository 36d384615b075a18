import { describe, expect, it } from 'vitest';
import { aclText, deriveAcls, vendorAcls, vendorQuota } from '../index.ts';

const acme = { id: 'acme', batch: null };

describe("Kafka's permissions", () => {
  it('let a vendor write its requests, and read its results, its notices and the availability', () => {
    const own = vendorAcls(acme).filter(({ user }) => user === 'officine-vendor-acme');

    expect(own.map(aclText)).toEqual([
      'officine-vendor-acme may read topic officine.vendor.acme.results.v1',
      'officine-vendor-acme may write topic officine.vendor.acme.requests.v1',
      'officine-vendor-acme may read topic officine.vendor.acme.notices.v1',
      'officine-vendor-acme may read topic officine.mysecu.availability.v1',
      'officine-vendor-acme may read group officine.client.acme.*',
    ]);
  });

  it('let a vendor write batches only where they were granted', () => {
    const write = (batch: unknown) =>
      vendorAcls({ id: 'acme', batch }).some((rule) =>
        aclText(rule).startsWith('officine-vendor-acme may write topic officine.vendor.acme.batch'),
      );

    expect([write(null), write({ purpose: 'yearly review' })]).toEqual([false, true]);
  });

  it('let nobody but the vendor itself write its requests, and nobody but verification its results', () => {
    const writers = (topic: string) =>
      deriveAcls([acme, { id: 'bcme', batch: null }])
        .filter(({ operation, name }) => operation === 'write' && name === topic)
        .map(({ user }) => user);

    expect(writers('officine.vendor.acme.requests.v1')).toEqual(['officine-vendor-acme']);
    expect(writers('officine.vendor.acme.results.v1')).toEqual(['officine-verification']);
    expect(writers('officine.control.v1')).toEqual(['officine-cli']);
    expect(writers('officine.auth.tokens.v1')).toEqual(['officine-auth-token']);
  });

  it('never cover the topics of all vendors at once, nor everything that is to come', () => {
    const prefixed = deriveAcls([acme]).filter(({ pattern, resource }) => pattern === 'prefixed' && resource === 'topic');

    expect(prefixed).toEqual([]);
  });

  it('name each permission once', () => {
    const texts = deriveAcls([acme, { id: 'bcme', batch: {} }]).map(aclText);

    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('the quota of a vendor', () => {
  it('is everybody’s, but for what control says otherwise', () => {
    const { user, limits } = vendorQuota({ id: 'acme', quota: { writeBytesPerSecond: 1_000 } });

    expect(user).toBe('officine-vendor-acme');
    expect(limits).toMatchObject({ producer_byte_rate: 1_000, consumer_byte_rate: 4_194_304, request_percentage: 25 });
  });
});
