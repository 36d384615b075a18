import type { Logger } from '@officine/service-kit';
import type { Board, ComponentState } from '../domain/board.ts';
import type { Observation, StepCheck } from '../domain/step-check.ts';
import type { CountedCall } from '../inbound/call-counter.ts';
import type { StateTopic } from './ports.ts';

/** How long after the last heartbeat a state is still known. */
export const HEARTBEAT_LIMIT_MS = 60_000;
const HEARTBEAT_EVERY_MS = 15_000;
const EVALUATE_EVERY_MS = 1_000;
/** The process itself stood still: what it did not see is unknown. */
const PAUSE_LIMIT_MS = 30_000;

/** What a monitor works with. */
export interface MonitorOptions {
  readonly topic: StateTopic;
  readonly logger: Logger;
  readonly makeBoard: (nowMs: number) => Board;
  readonly probes: { start(): void; stop(): Promise<void>; hasten(check: StepCheck): void };
  readonly traffic: { start(): void; stop(): Promise<void> };
  /** Whether the lease is ours and fresh: nothing is published on an old one. */
  readonly isOwner: () => boolean;
  readonly now: () => number;
}

const DOUBTED: Readonly<Record<CountedCall['step'], readonly StepCheck[]>> = {
  identity: ['identity'],
  token: ['token'],
  cancel: [],
  get: ['wsdl', 'get'],
};

/**
 * Watches while it holds the lease: probes, counts, judges once a second, publishes what changed and a heartbeat. Whoever takes
 * over goes on from what was published, and takes the time in between for unknown.
 */
export class Monitor {
  readonly #options: MonitorOptions;
  #board: Board | undefined;
  #timer: NodeJS.Timeout | undefined;
  #evaluating: Promise<void> = Promise.resolve();
  #lastTickMs = 0;
  #heartbeatAtMs = 0;
  /** Changes that Kafka has not taken yet, in their order. */
  #unpublished: ComponentState[] = [];
  /** While probes of the last time are still being ended; whether the lease came back meanwhile. */
  #ending: Promise<void> | undefined;
  #begunMeanwhile = false;

  constructor(options: MonitorOptions) {
    this.#options = options;
  }

  /** The lease was gained: look at once. */
  begin(): void {
    const { makeBoard, topic, now, probes, traffic, logger } = this.#options;
    if (this.#ending !== undefined) {
      this.#begunMeanwhile = true;
      return;
    }
    if (this.#board !== undefined) {
      return;
    }
    const nowMs = now();
    this.#board = makeBoard(nowMs);
    this.#resume(topic.latest(), nowMs);
    this.#lastTickMs = nowMs;
    this.#heartbeatAtMs = 0;
    logger.info({}, 'the lease is ours: probing begins');
    probes.start();
    traffic.start();
    this.#timer = setInterval(() => this.#tick(), EVALUATE_EVERY_MS);
  }

  /** The lease is lost, or the process stops: nothing is published any more. */
  async end(): Promise<void> {
    this.#begunMeanwhile = false;
    if (this.#board !== undefined) {
      const { probes, traffic } = this.#options;
      clearInterval(this.#timer);
      this.#board = undefined;
      this.#unpublished = [];
      this.#ending = Promise.all([probes.stop(), traffic.stop(), this.#evaluating])
        .then(() => undefined)
        .finally(() => this.#ended());
    }
    await this.#ending;
  }

  /** Only now may the steps be looked at again: never two looks at one step at a time. */
  #ended(): void {
    this.#ending = undefined;
    if (this.#begunMeanwhile) {
      this.#begunMeanwhile = false;
      this.begin();
    }
  }

  isUrgent(check: StepCheck): boolean {
    return this.#board?.isUrgent(check) === true;
  }

  isFailing(check: StepCheck): boolean {
    return this.#board?.isFailing(check) === true;
  }

  observed(observation: Observation): void {
    this.#board?.observe(observation);
    this.#tick();
  }

  called(call: CountedCall): void {
    const { now, probes } = this.#options;
    this.#board?.call(call.step, call, now());
    for (const check of DOUBTED[call.step]) {
      if (this.#board?.isUrgent(check)) {
        probes.hasten(check);
      }
    }
  }

  #resume({ states, observedAtMs }: ReturnType<StateTopic['latest']>, nowMs: number): void {
    const away = observedAtMs === undefined || nowMs - observedAtMs > HEARTBEAT_LIMIT_MS;
    const changed = this.#board?.resume(states, away ? (observedAtMs ?? nowMs) : undefined, nowMs) ?? [];
    this.#unpublished.push(...changed);
  }

  #tick(): void {
    const nowMs = this.#options.now();
    const pausedSinceMs = this.#lastTickMs;
    this.#lastTickMs = nowMs;
    if (this.#board === undefined) {
      return;
    }
    if (nowMs - pausedSinceMs > PAUSE_LIMIT_MS) {
      this.#unpublished.push(...this.#board.resume(this.#board.states(), pausedSinceMs, nowMs));
    }
    this.#unpublished.push(...this.#board.evaluate(nowMs));
    this.#evaluating = this.#evaluating.then(() => this.#publish());
  }

  async #publish(): Promise<void> {
    const { topic, logger, isOwner, now } = this.#options;
    try {
      for (let [next] = this.#unpublished; next !== undefined && isOwner(); [next] = this.#unpublished) {
        await topic.publish(next, now());
        this.#unpublished.shift();
        const { component, state, cause } = next;
        logger.info({ component, state, ...(cause && { cause }) }, 'a component changed its state');
      }
      await this.#heartbeat();
    } catch (error) {
      logger.warn({ error, waiting: this.#unpublished.length }, 'the state could not be published, it is tried again');
    }
  }

  async #heartbeat(): Promise<void> {
    const { topic, isOwner, now } = this.#options;
    const overall = this.#board?.states().find(({ component }) => component === 'overall');
    if (overall !== undefined && isOwner() && now() - this.#heartbeatAtMs >= HEARTBEAT_EVERY_MS) {
      this.#heartbeatAtMs = now();
      await topic.publish(overall, now());
    }
  }
}
