import { randomUUID } from 'node:crypto';
import {
  type ControlKind,
  controlKey,
  controlKinds,
  type EventDefinition,
  encodeEvent,
  type TokenIssued,
  topicConfig,
  topics,
  vendorTopicName,
} from '@officine/contracts';
import { connectKafka, type InboundRecord, inboundHeaders, Publisher, positionText } from '@officine/kafka';
import { createLogger, sealTokenRecord, type TokenCipher } from '@officine/service-kit';
import { aPharmacy, aVendor } from './directory.ts';

export const BROKERS = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
export const logger = createLogger({ service: 'verification-test', level: process.env['LOG_LEVEL'] ?? 'error' });

const PARTITIONS = 3;

/** A vendor with one pharmacy on a real broker, whose names nobody else uses. */
export class LiveKafka {
  readonly vendor = `t-${randomUUID().slice(0, 8)}`;
  readonly pharmacy = `ph-${randomUUID().slice(0, 8)}`;
  readonly kafka = connectKafka({ clientId: 'verification-test', brokers: BROKERS }, logger);
  readonly #publisher = new Publisher({ kafka: this.kafka, logger, name: 'test' });
  readonly #consumer = this.kafka.consumer({ groupId: `test-${randomUUID()}` });
  readonly #results: InboundRecord[] = [];
  #heard = Promise.withResolvers<void>();

  async start(): Promise<void> {
    await this.#createTopics();
    await this.#publisher.start();
    await this.control('environment', 'self', { environment: 'custom' });
    await this.control('vendor', this.vendor, aVendor({ id: this.vendor, partitions: PARTITIONS }));
    await this.control('pharmacy', this.pharmacy, aPharmacy({ id: this.pharmacy, vendor: this.vendor }));
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: vendorTopicName(topics.results, this.vendor), fromBeginning: true });
    await this.#consumer.run({
      eachMessage: async ({ topic, partition, message }) => {
        const { offset, timestamp, key, value } = message;
        const headers = inboundHeaders(message.headers);
        const place = { topic, partition, offset: BigInt(offset), timestamp: Number(timestamp) };
        this.#results.push({ ...place, key: key?.toString() ?? null, value, headers });
        this.#heard.resolve();
        this.#heard = Promise.withResolvers();
      },
    });
  }

  async stop(): Promise<void> {
    await this.control('vendor', this.vendor, null);
    await this.control('pharmacy', this.pharmacy, null);
    await this.#consumer.disconnect();
    await this.#publisher.stop();
    const admin = this.kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topics.results, topics.requests].map((topic) => vendorTopicName(topic, this.vendor)) });
    await admin.disconnect();
  }

  /** Writes one control record; null removes what it names. */
  async control(kind: ControlKind, id: string, data: object | null): Promise<void> {
    const key = controlKey(kind, id);
    const definition: EventDefinition<unknown> = controlKinds[kind];
    const event = encodeEvent(definition, { id: randomUUID(), source: '/test', data });
    await this.#publisher.publish({ topic: topics.control.name, key, ...(data === null ? { value: null } : event) });
  }

  /** Plays auth-token. */
  async publishToken(cipher: TokenCipher, token: Partial<TokenIssued> = {}): Promise<void> {
    const data = {
      state: 'valid',
      pharmacy: this.pharmacy,
      issuedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      tokenId: 't-1',
      token: '<token/>',
      ...token,
    } as TokenIssued;
    const record = await sealTokenRecord(cipher, { id: randomUUID(), source: '/test', data });
    await this.#publisher.publish({ topic: topics.tokens.name, key: this.pharmacy, ...record });
  }

  /** Sends a record to the vendor's requests topic, as the vendor would; the answer names its position. */
  async send({ value, headers }: { value: Buffer | null; headers: Readonly<Record<string, string>> }): Promise<string> {
    const topic = vendorTopicName(topics.requests, this.vendor);
    return positionText(await this.#publisher.publish({ topic, key: this.pharmacy, value, headers }));
  }

  /** Waits for the `count` first results about a request, by its id or its position. */
  async resultsOf(subject: string, count = 1): Promise<InboundRecord[]> {
    for (;;) {
      const found = this.#results.filter(({ headers }) => headers['ce_subject'] === subject);
      if (found.length >= count) {
        return found;
      }
      await this.#heard.promise;
    }
  }

  async #createTopics(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const internal = topics.internalTopics.map((topic) => ({ topic, name: topic.name, partitions: Number(topic.partitions) }));
    const own = [topics.results, topics.requests, topics.notices].map((topic) => ({
      topic,
      name: vendorTopicName(topic, this.vendor),
      partitions: PARTITIONS,
    }));
    const present = new Set(await admin.listTopics());
    await admin.createTopics({
      waitForLeaders: true,
      topics: [...internal, ...own]
        .filter(({ name }) => !present.has(name))
        .map(({ topic, name, partitions }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: 1,
          configEntries: Object.entries(topicConfig(topic)).map(([entry, value]) => ({ name: entry, value })),
        })),
    });
    await admin.disconnect();
  }
}

/** A result's data. */
export function dataOf({ value }: InboundRecord) {
  return JSON.parse(value?.toString('utf8') ?? 'null') as Record<string, never> & { cause?: { code: string }; verdict?: object };
}
