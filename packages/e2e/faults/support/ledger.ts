import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs';
import type { KnownQuestion } from './questions.ts';

/** A request that Kafka acknowledged. */
export interface AskedRequest {
  readonly id: string;
  readonly vendor: string;
  readonly pharmacy: string;
  readonly question: KnownQuestion;
  readonly askedAtMs: number;
  readonly timeoutMs: number | undefined;
}

/** A result, as far as these trials look at it. */
export interface HeardResult {
  readonly requestId: string;
  readonly id: string;
  readonly outcome: 'answered' | 'degraded' | 'rejected';
  readonly heardAtMs: number;
  readonly data: {
    readonly attempt: number;
    readonly cause?: { readonly code: string; readonly detail?: string; readonly step: string };
    readonly verdict?: Readonly<Record<string, unknown>>;
    readonly supersedes?: string;
  };
}

/** How a request is sent. */
export interface Sending {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly question: KnownQuestion;
  readonly timeoutMs?: number;
  /** On the batch topic, until this instant. */
  readonly until?: string;
}

/**
 * The books of some vendors' back ends: what was asked and acknowledged, what was heard. Knows Kafka and CloudEvents alone, as an outside
 * program does.
 */
export class Ledger {
  readonly asked = new Map<string, AskedRequest>();
  readonly heard = new Map<string, HeardResult[]>();
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  readonly #watchers = new Set<() => void>();

  private constructor(kafka: Kafka) {
    this.#producer = kafka.producer({ metadataMaxAge: 2_000, retry: { retries: 2 } });
    this.#consumer = kafka.consumer({ groupId: `faults-${crypto.randomUUID()}`, maxWaitTimeInMs: 50, retry: { retries: 100 } });
  }

  static async open(brokers: string, vendors: readonly string[]): Promise<Ledger> {
    const kafka = new Kafka({ clientId: 'faults', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    const ledger = new Ledger(kafka);
    await ledger.#producer.connect();
    await ledger.#consumer.connect();
    await ledger.#consumer.subscribe({
      topics: vendors.map((vendor) => `officine.vendor.${vendor}.results.v1`),
      fromBeginning: true,
    });
    const joined = Promise.withResolvers<void>();
    ledger.#consumer.on(ledger.#consumer.events.GROUP_JOIN, () => joined.resolve());
    await ledger.#consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
        ledger.#hear(headers, JSON.parse(String(message.value)));
      },
    });
    await joined.promise;
    return ledger;
  }

  /** Publishes a check; it stands in the books once Kafka has acknowledged it. Rejects when it did not. */
  async ask({ vendor, pharmacy, question, timeoutMs, until }: Sending): Promise<AskedRequest> {
    const id = crypto.randomUUID();
    const topic = `officine.vendor.${vendor}.${until === undefined ? 'requests' : 'batch'}.v1`;
    const headers = {
      ce_specversion: '1.0',
      ce_id: id,
      ce_source: 'urn:faults:vendor',
      ce_type: 'lu.officine.check.requested.v1',
      'content-type': 'application/json',
    };
    const data = {
      check: question.check,
      pharmacy,
      user: { id: 'u-1', role: 'pharmacist' },
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(until !== undefined && { until }),
      [question.check]: question.asks,
    };
    const askedAtMs = Date.now();
    await this.#producer.send({ topic, messages: [{ key: pharmacy, value: JSON.stringify(data), headers }] });
    const request = { id, vendor, pharmacy, question, askedAtMs, timeoutMs };
    this.asked.set(id, request);
    return request;
  }

  /** Publishes anything to a vendor's requests topic. */
  async send(vendor: string, key: string, value: Buffer | string, headers: Record<string, string> = {}): Promise<void> {
    await this.#producer.send({ topic: `officine.vendor.${vendor}.requests.v1`, messages: [{ key, value, headers }] });
  }

  resultsOf(id: string): readonly HeardResult[] {
    return this.heard.get(id) ?? [];
  }

  /** Whether a request has a result, and its degraded one, if it was one, has been settled. */
  isSettled(id: string): boolean {
    return this.resultsOf(id).some(({ outcome }) => outcome !== 'degraded');
  }

  /** Those of `ids` that still owe a final result once all are settled or the time is over. */
  async untilSettled(ids: Iterable<string>, timeoutMs: number): Promise<string[]> {
    const open = new Set([...ids].filter((id) => !this.isSettled(id)));
    await this.until(() => {
      for (const id of open) {
        if (this.isSettled(id)) {
          open.delete(id);
        }
      }
      return open.size === 0;
    }, timeoutMs);
    return [...open];
  }

  /** Whether `found` came true within the time; it is asked again at each result. */
  async until(found: () => boolean, timeoutMs: number): Promise<boolean> {
    if (found()) {
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const watcher = () => {
      if (found()) {
        resolve(true);
      }
    };
    this.#watchers.add(watcher);
    const timer = setTimeout(() => resolve(found()), timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#watchers.delete(watcher);
    }
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect();
    await this.#producer.disconnect();
  }

  #hear(headers: Record<string, string>, data: HeardResult['data']): void {
    const outcome = headers['ce_type']?.split('.')[3];
    if (outcome !== 'answered' && outcome !== 'degraded' && outcome !== 'rejected') {
      return;
    }
    const requestId = headers['ce_subject'] ?? '';
    const result = { requestId, id: headers['ce_id'] ?? '', outcome, heardAtMs: Date.now(), data } as const;
    this.heard.set(requestId, [...this.resultsOf(requestId), result]);
    for (const watcher of this.#watchers) {
      watcher();
    }
  }
}
