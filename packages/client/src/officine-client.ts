import {
  charterAccepted,
  checkRequested,
  type Environment,
  type EventDefinition,
  encodeEvent,
  requestHash,
  TIMEOUT_MS,
} from '@officine/contracts';
import type { KafkaLogger } from '@officine/kafka';
import { v7 as uuid } from 'uuid';
import type { Client, ClientHealth } from './client.ts';
import type { Clock } from './clock.ts';
import { Listeners } from './listeners.ts';
import { localAnswerAfterMs } from './request/budget.ts';
import { type AcceptCharterOptions, assertAcceptance, type CharterAcceptance, type CharterResult } from './request/charter.ts';
import { CharterDesk } from './request/charter-desk.ts';
import { Outbox } from './request/outbox.ts';
import { assertQuestion, type CheckOptions, type Question } from './request/question.ts';
import { Wait } from './request/wait.ts';
import type { CheckResult, Degraded, Dropped, Settled } from './result/check-result.ts';
import { Ledger } from './result/ledger.ts';
import { localDegraded, type Unanswered } from './result/local-degraded.ts';
import { readResult } from './result/read-result.ts';
import { startCheckSpan } from './tracing.ts';
import type { Transport } from './transport.ts';

const CHARTER_TIMEOUT_MS = 10_000;

/** An event of ours on its way to the requests topic. */
interface Outgoing<Data> {
  readonly id: string;
  readonly event: EventDefinition<Data>;
  readonly pharmacy: string;
  readonly data: Data;
  readonly askedAt: Date;
  readonly traceHeaders?: Record<string, string>;
}

export interface OfficineClientOptions {
  readonly source: string;
  readonly vendor: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: KafkaLogger;
}

/** Joins questions with their results; all that knows Kafka is behind `transport`. */
export class OfficineClient implements Client {
  readonly #options: OfficineClientOptions;
  readonly #outbox: Outbox;
  readonly #ledger: Ledger;
  readonly #charters = new CharterDesk();
  readonly #settled: Listeners<Settled>;
  readonly #dropped: Listeners<Dropped>;
  readonly #waits = new Set<{ endLocally(): void }>();
  /** Learnt from results: which platform this installation talks to. */
  #environment: Environment | undefined;
  #closed = false;
  #stopping: Promise<void> | undefined;

  constructor(options: OfficineClientOptions) {
    this.#options = options;
    this.#settled = new Listeners(options.logger);
    this.#dropped = new Listeners(options.logger);
    this.#outbox = new Outbox(options.clock);
    this.#ledger = new Ledger((settled) => this.#settled.tell(settled));
  }

  /** Connects behind and returns at once; `connected` is told each time that Kafka is reached. */
  start(connected: () => void = () => {}): void {
    this.#options.transport.start({
      ready: () => {
        this.#outbox.flush();
        connected();
      },
      result: (record) => this.#take(readResult(record)),
    });
  }

  check(question: Question, options: CheckOptions = {}): Promise<never> {
    assertQuestion(question, options);
    this.#assertOpen();
    if (options.signal?.aborted) {
      return Promise.reject(options.signal.reason);
    }
    const { id = uuid(), timeoutMs = TIMEOUT_MS.default } = options;
    const { check, pharmacy } = question;
    const data = { ...question, timeoutMs };
    const askedAt = this.#options.clock.now();
    const span = startCheckSpan({ check, pharmacy, vendor: this.#options.vendor });
    const fate = { detail: 'not-sent' as Unanswered['detail'] };
    const { traceId } = span;
    const wait = this.#wait<CheckResult>({
      afterMs: localAnswerAfterMs(timeoutMs),
      signal: options.signal,
      locally: () => this.#local({ requestId: id, check, pharmacy, askedAt, ...(traceId && { traceId }), detail: fate.detail }),
      ended({ result, local }) {
        if (local) {
          expectation.leave();
        }
        span.end(result);
      },
    });
    const expectation = this.#ledger.expect(id, requestHash(id, data), (result) => wait.end(result));
    this.#send({ id, event: checkRequested, pharmacy, data, askedAt, traceHeaders: span.headers }, fate, wait);
    // The overloads of the interface pair each check with its verdict; in here they are all one.
    return wait.promise as Promise<never>;
  }

  acceptCharter(acceptance: CharterAcceptance, options: AcceptCharterOptions = {}): Promise<CharterResult> {
    assertAcceptance(acceptance);
    this.#assertOpen();
    const id = uuid();
    const { pharmacy, user, version } = acceptance;
    const askedAt = this.#options.clock.now();
    const fate = { detail: 'not-sent' as Unanswered['detail'] };
    const wait = this.#wait<CharterResult>({
      afterMs: options.timeoutMs ?? CHARTER_TIMEOUT_MS,
      locally: () => this.#local({ requestId: id, pharmacy, askedAt, detail: fate.detail }),
      ended() {
        leaveDesk();
        refusal.leave();
      },
    });
    const leaveDesk = this.#charters.expect(acceptance, (result) => wait.end(result));
    const refusal = this.#ledger.expect(id, undefined, (result) => {
      if (result.outcome === 'rejected') {
        wait.end(result);
      }
    });
    this.#send({ id, event: charterAccepted, pharmacy, data: { pharmacy, user, version }, askedAt }, fate, wait);
    return wait.promise;
  }

  onSettled(handler: (settled: Settled) => void): () => void {
    return this.#settled.add(handler);
  }

  onDropped(handler: (dropped: Dropped) => void): () => void {
    return this.#dropped.add(handler);
  }

  health(): ClientHealth {
    const { ready, lastReadMsAgo } = this.#options.transport.health();
    return { connected: ready, unsent: this.#outbox.size, waiting: this.#waits.size, lastReadMsAgo };
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#outbox.close();
    for (const wait of this.#waits) {
      wait.endLocally();
    }
    this.#stopping ??= this.#options.transport.stop();
    return this.#stopping;
  }

  #wait<R>(options: Omit<ConstructorParameters<typeof Wait<R>>[0], 'clock'>): Wait<R> {
    const wait = new Wait<R>({
      ...options,
      clock: this.#options.clock,
      ended: (end) => {
        this.#waits.delete(wait);
        options.ended(end);
      },
    });
    this.#waits.add(wait);
    return wait;
  }

  #send<Data>(outgoing: Outgoing<Data>, fate: { detail: Unanswered['detail'] }, wait: { endLocally(): void }): void {
    const { id, event, pharmacy, data, askedAt, traceHeaders } = outgoing;
    const { headers, value } = encodeEvent(event, { id, source: this.#options.source, time: askedAt.toISOString(), data });
    const record = { key: pharmacy, headers: { ...headers, ...traceHeaders }, value };
    this.#outbox.post({
      send: () => this.#options.transport.publish(record),
      sent: () => {
        fate.detail = 'no-result';
      },
      dropped: (reason) => {
        fate.detail = 'dropped';
        wait.endLocally();
        this.#options.logger.warn({ reason }, 'a request never reached Kafka and is dropped');
        this.#dropped.tell({ requestId: id, reason });
      },
    });
  }

  #local(unanswered: Omit<Unanswered, 'concludedAt' | 'environment'>): Degraded {
    const environment = this.#environment;
    return localDegraded({ ...unanswered, concludedAt: this.#options.clock.now(), ...(environment && { environment }) });
  }

  #take(read: ReturnType<typeof readResult>): void {
    switch (read.kind) {
      case 'result':
        this.#environment = read.result.environment ?? this.#environment;
        this.#ledger.take(read.requestId, read.requestHash, read.result);
        return;
      case 'charter':
        this.#charters.take(read.recorded);
        return;
      case 'other':
        this.#options.logger.warn({ reason: read.reason }, 'a record of the results topic is not one that this client reads');
    }
  }

  #assertOpen(): void {
    if (this.#closed) {
      throw new Error('The client is closed');
    }
  }
}
