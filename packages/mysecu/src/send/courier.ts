import type { CallStep } from '@officine/contracts';
import { assertCurrent } from '../credentials/credential.ts';
import type { Attempt, Caller, CallOptions, Exchange } from '../exchange.ts';
import { readCorrelationId } from '../read/correlation-id.ts';
import { classifyFault, readFault } from '../read/fault.ts';
import { PlatformRefusal } from '../read/platform-refusal.ts';
import { assertSoapContent } from '../read/reply-content.ts';
import { DEFAULT_LIMITS, type MessageLimits } from '../security/limits.ts';
import { type OpenMessage, openMessage } from '../security/open-message.ts';
import type { MySecuSettings } from '../wire/settings.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Reply, Transport } from './post.ts';
import { TransportFailure } from './transport-failure.ts';

/** What a step may do during its call. */
export interface Errand {
  post(url: string, envelope: string): Promise<Reply>;
  /** Opens a reply for a reader, once it is neither a page nor a Fault, and closes it again. */
  read<T>(reply: Reply, reader: (message: OpenMessage, correlationId: string | undefined) => T): T;
}

/** Carries messages to one host and back: time, errors, faults and reports are the same for every step. */
export class Courier {
  readonly #settings: MySecuSettings;
  readonly #wire: WireProfile;
  readonly #transport: Transport;
  readonly #pool: ConnectionPool;
  readonly #limits: MessageLimits;

  constructor(settings: MySecuSettings, ca: string, wire: WireProfile, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
    this.#wire = wire;
    this.#limits = { ...DEFAULT_LIMITS, maxBytes: settings.maxAnswerBytes ?? DEFAULT_LIMITS.maxBytes };
    this.#pool = new ConnectionPool({
      ca,
      proxyUrl: settings.proxyUrl,
      maxCredentials: settings.maxKeptPharmacies ?? 256,
      maxSockets: settings.maxConnectionsPerPharmacy ?? 16,
    });
  }

  /** Runs one call. Thrown when it has no believed answer: MySecuError; CredentialError when the certificate is out of date. */
  async call<T>(step: CallStep, caller: Caller, options: CallOptions, run: (errand: Errand) => Promise<T>): Promise<Exchange<T>> {
    const startedAt = new Date();
    const start = performance.now();
    assertCurrent(caller.credential, this.#settings.now?.() ?? startedAt);
    let correlationId: string | undefined;
    const errand: Errand = {
      post: async (url, envelope) => {
        const reply = await this.#post(step, caller, url, envelope, { ...options, ...remaining(options, start) });
        correlationId = readCorrelationId(reply.bytes);
        return reply;
      },
      read: (reply, reader) => this.#read(step, reply, (message) => reader(message, correlationId)),
    };
    const handle = () => ({
      startedAt,
      durationMs: performance.now() - start,
      ...(correlationId === undefined ? {} : { correlationId }),
    });
    try {
      const value = await run(errand);
      const exchange = { value, ...handle() };
      report(options, { step, outcome: 'ok', ownFault: false, ...handle() });
      return exchange;
    } catch (cause) {
      const failure = failureOf(cause, step, correlationId);
      if (failure === undefined) throw cause;
      report(options, { step, ...summary(failure), ...handle() });
      throw failure.error;
    }
  }

  close(): void {
    this.#pool.close();
  }

  async #post(step: CallStep, caller: Caller, url: string, envelope: string, options: CallOptions): Promise<Reply> {
    const { connectTimeoutMs = 3_000, readTimeoutMs = 10_000 } = this.#settings;
    return this.#transport(
      { url, soapAction: this.#wire.soapAction[step], envelope, connection: this.#pool.for(caller.credential) },
      {
        connectTimeoutMs,
        readTimeoutMs,
        maxBytes: this.#limits.maxBytes,
        deadlineMs: options.deadlineMs,
        signal: options.signal,
      },
    );
  }

  #read<T>(step: CallStep, reply: Reply, reader: (message: OpenMessage) => T): T {
    assertSoapContent(reply);
    const message = openMessage(reply.bytes, this.#limits);
    try {
      const fault = readFault(message);
      if (fault !== undefined) {
        const { code, kind } = classifyFault(fault, step, this.#wire);
        throw new PlatformRefusal(code, kind, `${fault.code} ${fault.text}`.trim());
      }
      if (reply.status !== 200) throw new TransportFailure('http-status');
      return reader(message);
    } finally {
      message.close();
    }
  }
}

/** Building and signing have used up part of the caller's time. */
function remaining({ deadlineMs }: CallOptions, start: number): Pick<CallOptions, 'deadlineMs'> {
  return deadlineMs === undefined ? {} : { deadlineMs: Math.max(0, deadlineMs - (performance.now() - start)) };
}

function summary({ error, outcome }: Failure): Pick<Attempt, 'outcome' | 'code' | 'kind' | 'ownFault'> {
  return { outcome, code: error.code, kind: error.kind, ownFault: error.ownFault };
}

function report({ onAttempt }: CallOptions, attempt: Attempt): void {
  onAttempt?.(attempt);
}
