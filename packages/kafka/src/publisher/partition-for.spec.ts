import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { partitionFor } from './partition-for.ts';

describe('the partition of a key', () => {
  it('is the one that the Java client documents in its own tests of murmur2', () => {
    // org.apache.kafka.common.utils.UtilsTest: the hashes of these keys, masked to a positive number.
    const hashes: readonly [string, number][] = [
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
    ];

    for (const [key, hash] of hashes) {
      expect(partitionFor(key, 2_147_483_647)).toBe((hash & 0x7fffffff) % 2_147_483_647);
    }
  });

  it('is the one that kafkajs chooses, for keys of any length and script', () => {
    const partition = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
      partitionId,
      leader: 1,
      partitionErrorCode: 0,
      replicas: [1],
      isr: [1],
    }));

    for (let i = 0; i < 500; i += 1) {
      const key = `${'é€ph-'.slice(0, i % 6)}${i * 7919}`;
      const message = { key, value: null };
      expect(partitionFor(key, 12)).toBe(partition({ topic: 't', partitionMetadata, message }));
    }
  });

  it('does not exist where there is no partition', () => {
    expect(() => partitionFor('key', 0)).toThrow(RangeError);
  });
});
