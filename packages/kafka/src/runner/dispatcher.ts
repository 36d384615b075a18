import type { KafkaLogger } from '../connect/kafka-logger.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import type { Fence } from '../fence/fence.ts';
import type { GapDetector } from '../history/gap-detector.ts';
import type { InboundRecord } from '../records/record.ts';
import type { PartitionWindow } from './partition-window.ts';
import { handleRecord, type RecordHandler } from './record-handling.ts';

export interface DispatcherOptions {
  readonly logger: KafkaLogger;
  readonly fence: Fence;
  readonly maxInFlight: number;
  readonly maxAtWork: number;
  readonly windows: ReadonlyMap<number, PartitionWindow>;
  readonly handle: RecordHandler;
  readonly onUnhandled: (record: InboundRecord, error: unknown) => Promise<void>;
  readonly epoch: () => number;
  readonly limitMs: number;
  /** See `RecordContext.companionRead`. */
  readonly companionRead: (partition: number) => Promise<void>;
  readonly gaps: Pick<GapDetector, 'begun' | 'answeredBefore' | 'finished'> | undefined;
  /** A record of the window is done with; there may be room in it. */
  onSettled(window: PartitionWindow): void;
}

/** How long records are begun at a time, ms, and how long the event loop then has for what was begun, here and for others. */
const SLICE_MS = 2;
/**
 * A check needs tens of turns of the loop: were each of them as long as a slice, a flood's batch would hold up a neighbour's check by all
 * of these together.
 */
const REST_MS = 4;

/**
 * Hands records to the handler: side by side up to a limit, one partition after the other in turn. Of those that do not wait for somebody
 * else only a few are begun at once: more would end no sooner, and grow old in memory together.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #closing = new AbortController();
  #inFlight = 0;
  /** Those in flight that wait for nobody but us and Kafka. */
  #atWork = 0;
  #isDispatching = false;
  #turn = 0;
  #goesOn: NodeJS.Timeout | undefined;
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Records that are being handled. */
  get inFlight(): number {
    return this.#inFlight;
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Starts nothing more; records that wait to be tried again are given up. */
  close(): void {
    this.#closing.abort();
  }

  /** Resolves when nothing is in flight, or after `timeoutMs`. */
  async idle(timeoutMs: number): Promise<void> {
    if (this.#inFlight > 0) {
      this.#idle ??= Promise.withResolvers();
      await withDeadline(this.#idle.promise, timeoutMs).catch(() => undefined);
    }
  }

  /** Starts what may start, one record of each partition in turn: a busy partition does not starve a quiet one. */
  dispatch(): void {
    if (this.#isDispatching || this.#goesOn !== undefined) {
      return; // A handler that waits or ends at once: the loop that began it goes on by itself.
    }
    this.#isDispatching = true;
    const windows = [...this.#options.windows.values()];
    const begunMs = performance.now();
    let without = 0;
    while (without < windows.length && this.#hasRoom() && !this.closed) {
      this.#turn = (this.#turn + 1) % windows.length;
      const window = windows[this.#turn];
      const record = window?.take();
      if (window === undefined || record === undefined) {
        without += 1;
      } else {
        without = 0;
        void this.#handle(window, record);
      }
      if (performance.now() - begunMs >= SLICE_MS) {
        this.#goOnLater();
        break;
      }
    }
    this.#isDispatching = false;
  }

  #goOnLater(): void {
    this.#goesOn = setTimeout(() => {
      this.#goesOn = undefined;
      this.dispatch();
    }, REST_MS);
  }

  #hasRoom(): boolean {
    const { maxInFlight, maxAtWork } = this.#options;
    return this.#inFlight < maxInFlight && this.#atWork < maxAtWork;
  }

  async #handle(window: PartitionWindow, record: InboundRecord): Promise<void> {
    this.#inFlight += 1;
    this.#atWork += 1;
    let isAtWork = true;
    const leaveWork = () => {
      this.#atWork -= isAtWork ? 1 : 0;
      isAtWork = false;
    };
    this.#options.gaps?.begun(record);
    const finished = await handleRecord(window, record, {
      ...this.#options,
      giveUp: this.#closing.signal,
      waits: () => {
        leaveWork();
        this.dispatch();
      },
      companionRead: () => this.#options.companionRead(record.partition),
      answeredBefore: () => this.#options.gaps?.answeredBefore(record),
    });
    this.#inFlight -= 1;
    leaveWork();
    window.settle(record, finished);
    if (finished) {
      this.#options.gaps?.finished(record);
    }
    if (this.#inFlight === 0) {
      this.#idle?.resolve();
    }
    this.#options.onSettled(window);
    this.dispatch();
  }
}
