/** The requests that trials look at, by their number in the protocol. */
export const API = { produce: 0, fetch: 1, metadata: 3, offsetCommit: 8, findCoordinator: 10, heartbeat: 12 } as const;

/** One partition that a Produce request writes to. */
export interface Written {
  readonly topic: string;
  readonly partition: number;
}

/** A request on its way from a client to a broker. */
export interface WireRequest {
  readonly api: number;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  /** The whole request without its length: names of topics and, uncompressed as kafkajs sends them, the records themselves. */
  readonly bytes: Buffer;
}

/** Reads the header of a request. */
export function readRequest(bytes: Buffer): WireRequest {
  const reader = new Reader(bytes);
  const [api, version, correlationId] = [reader.int16(), reader.int16(), reader.int32()];
  return { api, version, correlationId, clientId: reader.string() ?? '', bytes };
}

/** Where a Produce request (versions 3 to 7) writes to. */
export function writtenBy({ bytes }: WireRequest): readonly Written[] {
  const reader = new Reader(bytes);
  reader.skip(8);
  reader.string(); // client
  reader.string(); // transactional id
  reader.skip(2 + 4); // acks, time-out
  return reader
    .array(() => {
      const topic = reader.string() ?? '';
      return reader.array(() => {
        const partition = reader.int32();
        reader.skip(reader.int32());
        return { topic, partition };
      });
    })
    .flat();
}

/** The answer to a Produce request in which every partition failed with `code`; the broker knows nothing of it. */
export function produceRefusal(request: WireRequest, code: number): Buffer {
  const topics = Object.entries(Object.groupBy(writtenBy(request), ({ topic }) => topic));
  const parts = [int32(request.correlationId), int32(topics.length)];
  for (const [topic, partitions = []] of topics) {
    parts.push(string(topic), int32(partitions.length));
    for (const { partition } of partitions) {
      parts.push(int32(partition), int16(code), int64(-1n), int64(-1n));
      if (request.version >= 5) {
        parts.push(int64(-1n));
      }
    }
  }
  return Buffer.concat([...parts, int32(0)]);
}

/** The answer of a broker to Metadata (versions 0 to 6) with an error in place of what it says of a topic. */
export function withTopicError(request: WireRequest, answer: Buffer, topic: string, code: number): Buffer {
  const changed = Buffer.from(answer);
  const reader = new Reader(changed);
  const { version } = request;
  reader.skip(4 + (version >= 3 ? 4 : 0));
  reader.array(() => {
    reader.skip(4);
    reader.string();
    reader.skip(4);
    if (version >= 1) {
      reader.string();
    }
  });
  if (version >= 2) {
    reader.string();
  }
  if (version >= 1) {
    reader.skip(4);
  }
  reader.array(() => {
    const at = reader.at;
    reader.skip(2);
    if (reader.string() === topic) {
      changed.writeInt16BE(code, at);
    }
    reader.skip(version >= 1 ? 1 : 0);
    reader.array(() => {
      reader.skip(2 + 4 + 4);
      // Replicas, those in sync, and since version 5 those that are offline.
      for (let list = version >= 5 ? 3 : 2; list > 0; list -= 1) {
        reader.array(() => reader.skip(4));
      }
    });
  });
  return changed;
}

/** Reads the protocol's older, not flexible encoding, which is all that kafkajs speaks. */
class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    this.at += count;
  }

  int16(): number {
    this.at += 2;
    return this.#bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.#bytes.readInt32BE(this.at - 4);
  }

  string(): string | null {
    const length = this.int16();
    if (length < 0) {
      return null;
    }
    this.at += length;
    return this.#bytes.toString('utf8', this.at - length, this.at);
  }

  array<T>(item: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, item);
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function string(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}
