import { encodeEvent, type TokenIssued, tokenRequested, topics } from '@officine/contracts';
import { type connectKafka, type InboundRecord, View } from '@officine/kafka';
import { type Logger, openTokenRecord, type TokenCipher } from '@officine/service-kit';
import { traceparentOf } from '@officine/telemetry';
import { newEventId } from '../application/event-id.ts';
import type { NoToken, Tokens, ValidToken } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

type TokenState = ValidToken | NoToken;

/** The tokens that auth-token publishes, each decrypted once, when its record arrives. */
export class TokenView implements Tokens {
  readonly #view: View<true>;
  readonly #publisher: Publishing;
  readonly #cipher: TokenCipher;
  readonly #logger: Logger;
  readonly #current = new Map<string, TokenState>();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Records of one pharmacy are opened one after the other: the last one counts, not the one opened last. */
  readonly #opening = new Map<string, Promise<void>>();
  /** The last record of each pharmacy whose key is not known here yet: keys arrive by file, in their own time. */
  readonly #unopened = new Map<string, InboundRecord>();

  constructor(parts: {
    readonly kafka: ReturnType<typeof connectKafka>;
    readonly publisher: Publishing;
    readonly cipher: TokenCipher;
    readonly logger: Logger;
  }) {
    const { kafka, publisher, cipher, logger } = parts;
    this.#publisher = publisher;
    this.#cipher = cipher;
    this.#logger = logger;
    cipher.onKeysReplaced(() => {
      for (const [pharmacy, record] of [...this.#unopened]) {
        this.#take(pharmacy, record);
      }
    });
    this.#view = new View<true>({
      kafka,
      logger,
      topic: topics.tokens.name,
      name: 'verification.tokens',
      // Opening takes a promise, which a view's decoding has no time for: it happens behind it, here.
      decode: () => true,
      onChange: (pharmacy, _, record) => this.#take(pharmacy, record),
    });
  }

  start(): void {
    this.#view.start();
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  /** Why tokens cannot be relied on; null when they can. */
  problem(): string | null {
    return this.#view.isFresh(MAX_AGE_MS) ? null : 'the tokens topic is not read to its end';
  }

  current(pharmacy: string): TokenState | undefined {
    return this.#current.get(pharmacy);
  }

  async changed(pharmacy: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waiters = this.#waiting.get(pharmacy) ?? new Set();
    this.#waiting.set(pharmacy, waiters);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => reject(signal.reason);
    waiters.add(resolve);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      waiters.delete(resolve);
      if (waiters.size === 0 && this.#waiting.get(pharmacy) === waiters) {
        this.#waiting.delete(pharmacy);
      }
    }
  }

  async request({ pharmacy, refusedTokenId, deadlineMs }: Parameters<Tokens['request']>[0]): Promise<void> {
    const data = { pharmacy, deadline: isoOf(deadlineMs), ...(refusedTokenId && { refusedTokenId }) };
    const { headers, value } = encodeEvent(tokenRequested, { id: newEventId(), source: SOURCE, time: isoOf(Date.now()), data });
    const traceparent = traceparentOf();
    await this.#publisher.publish({
      topic: topics.tokenRequests.name,
      key: pharmacy,
      headers: { ...headers, ...(traceparent && { traceparent }) },
      value,
    });
  }

  #take(pharmacy: string, record: InboundRecord): void {
    const before = this.#opening.get(pharmacy) ?? Promise.resolve();
    const opening = before
      .then(() => this.#open(pharmacy, record))
      .catch((error: unknown) => {
        this.#unopened.set(pharmacy, record);
        this.#logger.error({ pharmacy, error }, 'a token record could not be opened');
      })
      .finally(() => {
        if (this.#opening.get(pharmacy) === opening) {
          this.#opening.delete(pharmacy);
        }
      });
    this.#opening.set(pharmacy, opening);
  }

  async #open(pharmacy: string, record: InboundRecord): Promise<void> {
    const issued = await openTokenRecord(this.#cipher, record);
    if (issued === null) {
      this.#current.delete(pharmacy);
    } else {
      this.#current.set(pharmacy, withFormer(stateOf(issued), this.#current.get(pharmacy)));
    }
    this.#unopened.delete(pharmacy);
    const waiters = this.#waiting.get(pharmacy) ?? [];
    this.#waiting.delete(pharmacy);
    for (const wake of waiters) {
      wake();
    }
  }
}

/** Tokens renew by the hour: a view that lags a little still serves. */
const MAX_AGE_MS = 30_000;

function stateOf(issued: TokenIssued): TokenState {
  const issuedAtMs = Date.parse(issued.issuedAt);
  if (issued.state === 'unavailable') {
    const { code, step, detail, correlationId } = issued.cause;
    const cause = { code, step, ...(detail && { detail }), ...(correlationId && { correlationId }) };
    return { state: 'unavailable', issuedAtMs, retryAtMs: Date.parse(issued.retryAt), cause };
  }
  const { tokenId, token: xml, expiresAt, certificate, traceparent } = issued;
  return {
    state: 'valid',
    tokenId,
    xml,
    issuedAtMs,
    expiresAtMs: Date.parse(expiresAt),
    ...(certificate && { certificate }),
    ...(traceparent && { traceparent }),
  };
}

/** The token, with the one before it where that is bound to another certificate. */
function withFormer(token: TokenState, before: TokenState | undefined): TokenState {
  if (token.state !== 'valid' || before?.state !== 'valid') {
    return token;
  }
  const { former, ...last } = before;
  const other = last.certificate === token.certificate ? former : last;
  return other === undefined ? token : { ...token, former: other };
}
