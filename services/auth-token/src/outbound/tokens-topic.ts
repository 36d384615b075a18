import { randomUUID } from 'node:crypto';
import type { TokenIssued } from '@officine/contracts';
import { type connectKafka, type InboundRecord, type Publisher, View } from '@officine/kafka';
import {
  type Component,
  type Logger,
  openTokenRecord,
  sealedWith,
  sealTokenRecord,
  type TokenCipher,
} from '@officine/service-kit';
import type { Tokens } from '../application/ports.ts';
import type { KnownToken } from '../domain/token-state.ts';

/** Extension attribute with the time of the last request, so that a new owner knows for whom to renew ahead. */
const REQUESTED_AT = 'requestedat';
const CATCH_UP_MS = 30_000;

interface Entry {
  readonly offset: bigint;
  /** Null: a tombstone. */
  readonly known: KnownToken | null;
  /** The id of the key that sealed its record. */
  readonly kid?: string | undefined;
}

/** Reads and writes `officine.auth.tokens.v1`. What we wrote counts as soon as it is acknowledged, before we read it back. */
export class TokensTopic implements Tokens, Component {
  readonly #topic: string;
  readonly #cipher: TokenCipher;
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #logger: Logger;
  readonly #view: View<InboundRecord>;
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Set<Promise<void>>();
  /** The last record of each pharmacy whose key is not known here yet. */
  readonly #unopened = new Map<string, InboundRecord>();

  constructor(options: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly publisher: Pick<Publisher, 'publish'>;
    readonly cipher: TokenCipher;
    readonly logger: Logger;
    readonly topic: string;
  }) {
    this.#topic = options.topic;
    this.#cipher = options.cipher;
    this.#publisher = options.publisher;
    this.#logger = options.logger;
    this.#view = new View<InboundRecord>({
      kafka: options.kafka,
      logger: options.logger,
      topic: options.topic,
      name: 'auth-token.tokens',
      decode: (record) => record,
      onChange: (_key, _value, record) => this.#take(record),
    });
    options.cipher.onKeysReplaced(() => {
      for (const record of [...this.#unopened.values()]) {
        this.#take(record);
      }
    });
  }

  /** Resolves when the topic has been read to its end, rejects when that takes too long: every valid token is known before the first request is met. */
  async start(): Promise<void> {
    this.#view.start();
    await this.#view.caughtUp(CATCH_UP_MS).catch((cause: unknown) => {
      throw new Error(`tokens could not be read to their end: ${this.#view.problem ?? 'no progress'}`, { cause });
    });
    await Promise.all(this.#opening);
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  /** Why the topic is not read, in words for an operator; null while it is. */
  get problem(): string | null {
    return this.#view.problem;
  }

  known(pharmacy: string): KnownToken | undefined {
    return this.#entries.get(pharmacy)?.known ?? undefined;
  }

  all(): KnownToken[] {
    return [...this.#entries.values()].flatMap(({ known }) => known ?? []);
  }

  sealedBefore(): KnownToken[] {
    const { keyInUse } = this.#cipher;
    return [...this.#entries.values()].flatMap(({ known, kid }) =>
      known?.state.state === 'valid' && kid !== keyInUse ? known : [],
    );
  }

  async publish(known: KnownToken): Promise<void> {
    const { state, requestedAtMs } = known;
    const record = await sealTokenRecord(this.#cipher, {
      id: randomUUID(),
      source: '/officine/auth-token',
      data: state,
      extensions: { [REQUESTED_AT]: new Date(requestedAtMs).toISOString() },
    });
    const traceparent: Record<string, string> =
      state.state === 'valid' && state.traceparent !== undefined ? { traceparent: state.traceparent } : {};
    const { offset } = await this.#publisher.publish({
      topic: this.#topic,
      key: state.pharmacy,
      value: record.value,
      headers: { ...record.headers, ...traceparent },
    });
    this.#set(state.pharmacy, { offset, known, kid: sealedWith(record.value.toString('utf8')) });
  }

  async remove(pharmacy: string): Promise<void> {
    const { offset } = await this.#publisher.publish({ topic: this.#topic, key: pharmacy, value: null });
    this.#set(pharmacy, { offset, known: null });
  }

  /** Opening is asynchronous and the view is not: the view keeps the record, we keep what it says. */
  #take(record: InboundRecord): void {
    const opening = this.#open(record).finally(() => this.#opening.delete(opening));
    this.#opening.add(opening);
  }

  async #open(record: InboundRecord): Promise<void> {
    const pharmacy = record.key ?? '';
    try {
      const state = await openTokenRecord(this.#cipher, record);
      const kid = record.value === null ? undefined : sealedWith(record.value.toString('utf8'));
      this.#unopened.delete(pharmacy);
      this.#set(pharmacy, { offset: record.offset, known: state === null ? null : knownOf(state, record), kid });
    } catch (error) {
      this.#unopened.set(pharmacy, record);
      // As good as absent: the next request gets a token that we can read.
      this.#logger.error({ partition: record.partition, offset: record.offset, error }, 'token record cannot be opened');
    }
  }

  /** A pharmacy's records are all in one partition: the higher offset is the later word. */
  #set(pharmacy: string, entry: Entry): void {
    const present = this.#entries.get(pharmacy);
    if (present === undefined || present.offset < entry.offset) {
      this.#entries.set(pharmacy, entry);
    }
  }
}

function knownOf(state: TokenIssued, { headers, timestamp }: InboundRecord): KnownToken {
  const told = Date.parse(headers[`ce_${REQUESTED_AT}`] ?? '');
  return { state, requestedAtMs: Number.isNaN(told) ? timestamp : told };
}
