const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

/**
 * The partition of a key, as Java's default partitioner and kafkajs choose it (murmur2 over the UTF-8 bytes): a retry of a
 * request must meet the partition of the first attempt, whatever language wrote either.
 */
export function partitionFor(key: string | Buffer, partitions: number): number {
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new RangeError(`a topic has at least one partition, not ${partitions}`);
  }
  return (murmur2(typeof key === 'string' ? Buffer.from(key, 'utf8') : key) & 0x7fffffff) % partitions;
}

function murmur2(data: Buffer): number {
  const words = data.length >> 2;
  let hash = SEED ^ data.length;
  for (let word = 0; word < words; word += 1) {
    let k = Math.imul(data.readInt32LE(word * 4), MIX);
    k = Math.imul(k ^ (k >>> 24), MIX);
    hash = Math.imul(hash, MIX) ^ k;
  }
  const rest = data.subarray(words * 4);
  if (rest.length > 0) {
    for (let at = rest.length - 1; at >= 0; at -= 1) {
      hash ^= rest.readUInt8(at) << (at * 8);
    }
    hash = Math.imul(hash, MIX);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}
