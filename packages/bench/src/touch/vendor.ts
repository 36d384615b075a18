import { randomUUID } from 'node:crypto';
import { type Consumer, Kafka, logLevel, type Message, type Producer } from 'kafkajs';

/** The two topics by which a vendor asks and is answered. */
export interface VendorTopics {
  readonly requests: string;
  readonly results: string;
}

/** The first result of a request, as the vendor sees it. */
export interface Outcome {
  /** CloudEvents type, for example `lu.officine.check.answered.v1`. */
  readonly type: string;
  /** From before the request was handed to Kafka until the result was read, milliseconds. */
  readonly elapsedMs: number;
}

export const ANSWERED = 'lu.officine.check.answered.v1';
export const DEGRADED = 'lu.officine.check.degraded.v1';

const MATRICULES = ['1980010112302', '1992113004546', '1985072015662', '1970090911863', '2001051723383', '1948062231127'];

/** A request that can be sent: its id and its record. */
export interface Request {
  readonly id: string;
  readonly message: Message;
}

/** A vendor's back end that knows only Kafka: the same for whichever program answers it. */
export class Vendor {
  readonly #topics: VendorTopics;
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  readonly #waiting = new Map<string, { readonly sinceMs: number; readonly resolve: (outcome: Outcome) => void }>();
  #asked = 0;

  private constructor(kafka: Kafka, topics: VendorTopics) {
    this.#topics = topics;
    this.#producer = kafka.producer();
    this.#consumer = kafka.consumer({ groupId: `bench-${randomUUID()}`, maxWaitTimeInMs: 100 });
  }

  /** Connects, and hears every result from now on. */
  static async connect(brokers: string, topics: VendorTopics): Promise<Vendor> {
    const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    const vendor = new Vendor(kafka, topics);
    await Promise.all([vendor.#producer.connect(), vendor.#consumer.connect()]);
    await vendor.#consumer.subscribe({ topic: topics.results, fromBeginning: true });
    const joined = Promise.withResolvers<void>();
    vendor.#consumer.on(vendor.#consumer.events.GROUP_JOIN, () => joined.resolve());
    await vendor.#consumer.run({
      autoCommit: false,
      eachMessage: ({ message: { headers } }) =>
        Promise.resolve(vendor.#heard(text(headers?.['ce_subject']), text(headers?.['ce_type']))),
    });
    await joined.promise;
    return vendor;
  }

  /** The next request of this vendor: pharmacies in turn, so that partitions and connections are used alike. */
  request(pharmacies: readonly string[], timeoutMs: number): Request {
    const id = randomUUID();
    const pharmacy = pharmacies[this.#asked % pharmacies.length] ?? '';
    const matricule = MATRICULES[this.#asked % MATRICULES.length];
    this.#asked += 1;
    const user = { id: 'u-1', role: 'pharmacist' };
    const value = JSON.stringify({ check: 'affiliation', pharmacy, user, timeoutMs, affiliation: { matricule } });
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: 'urn:bench:vendor',
      ce_type: 'lu.officine.check.requested.v1',
      ce_time: new Date().toISOString(),
      'content-type': 'application/json',
    };
    return { id, message: { key: pharmacy, value, headers } };
  }

  /** Sends one request; resolves with its first result. */
  async ask(request: Request): Promise<Outcome> {
    const { outcomes } = this.#expect([request]);
    await this.#producer.send({ topic: this.#topics.requests, messages: [request.message] });
    const [outcome] = await Promise.all(outcomes);
    if (outcome === undefined) throw new Error('a request was sent without an expectation');
    return outcome;
  }

  /** Sends many; resolves when Kafka has them all, with the promise of their first results. */
  async send(requests: readonly Request[], perSend: number): Promise<{ readonly outcomes: readonly Promise<Outcome>[] }> {
    const expected = this.#expect(requests);
    for (let from = 0; from < requests.length; from += perSend) {
      const messages = requests.slice(from, from + perSend).map(({ message }) => message);
      await this.#producer.send({ topic: this.#topics.requests, messages });
    }
    return expected;
  }

  async close(): Promise<void> {
    await Promise.all([this.#consumer.disconnect(), this.#producer.disconnect()]);
  }

  #expect(requests: readonly Request[]): { readonly outcomes: readonly Promise<Outcome>[] } {
    const sinceMs = performance.now();
    const outcomes = requests.map(({ id }) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      this.#waiting.set(id, { sinceMs, resolve });
      return promise;
    });
    return { outcomes };
  }

  #heard(subject: string, type: string): void {
    const waiting = this.#waiting.get(subject);
    this.#waiting.delete(subject);
    waiting?.resolve({ type, elapsedMs: performance.now() - waiting.sinceMs });
  }
}

function text(header: unknown): string {
  return String(header ?? '');
}
