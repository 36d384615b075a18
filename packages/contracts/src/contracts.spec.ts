import { describe, expect, it } from 'vitest';
import { catalogueEntry, checkRequested, errorCodes, jsonSchemaOf, topicConfig, topics, vendorTopicName } from './index.ts';

describe('the catalogue of codes', () => {
  it.each(errorCodes)('has words for the counter and for the IT provider in three languages: %s', (code) => {
    const { advice } = catalogueEntry(code);

    for (const text of [advice.counter, advice.it]) {
      expect(text.fr.length).toBeGreaterThan(10);
      expect(text.de.length).toBeGreaterThan(10);
      expect(text.en.length).toBeGreaterThan(10);
    }
  });

  it('says of each degraded code when it is asked again', () => {
    expect(catalogueEntry('mysecu-timeout')).toMatchObject({ outcome: 'degraded', recheck: 'again' });
    expect(catalogueEntry('mysecu-untrusted-answer')).toMatchObject({ outcome: 'degraded', recheck: 'bounded' });
    expect(catalogueEntry('certificate-expired')).toMatchObject({ outcome: 'degraded', recheck: 'on-change' });
    expect(catalogueEntry('expired')).toMatchObject({ outcome: 'rejected' });
  });
});

describe('the topics', () => {
  it('carry the vendor in their name, so that an ACL can tell vendors apart', () => {
    expect(vendorTopicName(topics.requests, 'acme')).toBe('officine.vendor.acme.requests.v1');
  });

  it('are stamped by the broker where a budget counts from it', () => {
    expect(topicConfig(topics.requests)).toEqual({
      'cleanup.policy': 'delete',
      'retention.ms': String(2 * 24 * 3_600_000),
      'max.message.bytes': '131072',
      'message.timestamp.type': 'LogAppendTime',
    });
  });

  it('keep compacted topics with an end as Kafka names it', () => {
    expect(topicConfig(topics.deferred)['cleanup.policy']).toBe('compact,delete');
    expect(topicConfig(topics.control)).toEqual({ 'cleanup.policy': 'compact' });
  });

  it('have names of their own', () => {
    const names = [...topics.internalTopics, ...topics.topicsOfVendor({ batch: {} })].map((topic) => topic.name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('give the batch topic only where batch is granted, and results before requests (R9)', () => {
    const names = topics.topicsOfVendor({ batch: null }).map((topic) => vendorTopicName(topic, 'acme'));

    expect(names).toEqual([
      'officine.vendor.acme.results.v1',
      'officine.vendor.acme.requests.v1',
      'officine.vendor.acme.notices.v1',
    ]);
  });
});

describe('the JSON Schema of a request', () => {
  it('is derived from the one declaration', () => {
    const schema = jsonSchemaOf(checkRequested);

    expect(schema).toMatchObject({ title: 'lu.officine.check.requested.v1', oneOf: expect.any(Array) });
    expect(JSON.stringify(schema)).toContain('"accidentNumber"');
  });
});
