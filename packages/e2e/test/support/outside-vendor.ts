import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';

/** A result as it stands on the topic: the headers as text, the value parsed. */
export interface SeenResult {
  readonly type: string;
  readonly id: string;
  readonly subject: string;
  readonly partition: number;
  readonly offset: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: ResultData;
}

interface ResultData {
  readonly [field: string]: unknown;
  readonly verdict?: Record<string, unknown>;
  readonly cause?: { readonly code: string; readonly step: string; readonly field?: string; readonly detail?: string };
  readonly correlationId?: string;
  readonly supersedes?: string;
}

/** How a request is sent; what is absent gets a usable default. */
export interface Sending {
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string;
}

const ANSWERED = 'lu.officine.check.answered.v1';

/**
 * A vendor's back end that knows only Kafka and CloudEvents: topic names, headers and fields are written here by hand, and nothing of
 * Officine is imported, because this is what an outside program sees.
 */
export class OutsideVendor {
  readonly #requests: string;
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  /** By subject, as are those who wait: a load of thousands must not be searched for every record. */
  readonly #seen = new Map<string, SeenResult[]>();
  readonly #watchers = new Map<string, Set<() => void>>();

  private constructor(kafka: Kafka, vendor: string) {
    this.#requests = `officine.vendor.${vendor}.requests.v1`;
    this.#producer = kafka.producer({ metadataMaxAge: 2000 });
    this.#consumer = kafka.consumer({ groupId: `outside-${crypto.randomUUID()}`, maxWaitTimeInMs: 100 });
  }

  static async connect(brokers: string, vendor: string): Promise<OutsideVendor> {
    const kafka = new Kafka({ clientId: 'outside', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    const outside = new OutsideVendor(kafka, vendor);
    await outside.#producer.connect();
    await outside.#consumer.connect();
    await outside.#consumer.subscribe({ topic: `officine.vendor.${vendor}.results.v1`, fromBeginning: true });
    const joined = Promise.withResolvers<void>();
    outside.#consumer.on(outside.#consumer.events.GROUP_JOIN, () => joined.resolve());
    await outside.#consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
        outside.#hear({
          type: headers['ce_type'] ?? '',
          id: headers['ce_id'] ?? '',
          subject: headers['ce_subject'] ?? '',
          partition,
          offset: message.offset,
          headers,
          data: JSON.parse(String(message.value)),
        });
      },
    });
    await joined.promise;
    return outside;
  }

  /** Publishes a check in binary mode and returns its id and position. */
  async ask(data: unknown, sending: Sending = {}): Promise<{ id: string; position: string }> {
    const id = sending.id ?? crypto.randomUUID();
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: 'urn:outside:vendor',
      ce_type: 'lu.officine.check.requested.v1',
      ce_time: new Date().toISOString(),
      'content-type': 'application/json',
      ...sending.headers,
    };
    return { id, position: await this.send(JSON.stringify(data), headers, sending.key) };
  }

  /** Publishes any bytes with any headers, keyed by the pharmacy; returns `partition:offset`. */
  async send(value: string, headers: Record<string, string>, key = 'ph-0001'): Promise<string> {
    const [written] = await this.#producer.send({ topic: this.#requests, messages: [{ key, value, headers }] });
    return `${written?.partition}:${written?.baseOffset}`;
  }

  /** The first result of a request that satisfies `wanted`, once it is there. The test's own time-out bounds the wait. */
  async result(subject: string, wanted: (result: SeenResult) => boolean = () => true): Promise<SeenResult> {
    const find = () => this.resultsOf(subject).find(wanted);
    const present = find();
    if (present !== undefined) {
      return present;
    }
    const { promise, resolve } = Promise.withResolvers<SeenResult>();
    const watchers = this.#watchers.get(subject) ?? new Set();
    const watcher = () => {
      const found = find();
      if (found !== undefined) {
        watchers.delete(watcher);
        resolve(found);
      }
    };
    this.#watchers.set(subject, watchers.add(watcher));
    return await promise;
  }

  /** The verdict of a request: its first `answered`. */
  async answer(subject: string): Promise<SeenResult> {
    return await this.result(subject, ({ type }) => type === ANSWERED);
  }

  /** All results of a request seen so far, in partition order. */
  resultsOf(subject: string): readonly SeenResult[] {
    return this.#seen.get(subject) ?? [];
  }

  #hear(result: SeenResult): void {
    this.#seen.set(result.subject, [...this.resultsOf(result.subject), result]);
    for (const watcher of this.#watchers.get(result.subject) ?? []) {
      watcher();
    }
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }
}
