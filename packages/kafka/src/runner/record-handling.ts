import { interruptible } from '../connect/interruptible.ts';
import type { KafkaLogger } from '../connect/kafka-logger.ts';
import type { Fence } from '../fence/fence.ts';
import { kafkaMetrics } from '../metrics/kafka-metrics.ts';
import { type InboundRecord, positionText } from '../records/record.ts';
import { anyOf } from './any-of.ts';
import type { PartitionWindow } from './partition-window.ts';

/** What a handler knows beside the record. */
export interface RecordContext {
  /** Counts the joins of the group: work of an older epoch may belong to somebody else by now. */
  readonly epoch: number;
  /** Aborts when the partition is lost, the fence falls, or the handler takes longer than it may. */
  readonly signal: AbortSignal;
  /** Aborts when the partition is lost or the fence falls. Many records share it: whoever listens to it has to stop listening. */
  readonly owned: AbortSignal;
  /** The record may have been begun before, by a former owner or by us. */
  readonly redelivered: boolean;
  /** To be called when the handler only waits for somebody else from now on, so that others may be begun (`maxAtWork`). */
  waits(): void;
  /**
   * Resolves when what former owners had written to the companion's partition by now was read, in any case after two seconds: for whoever
   * has to know whether one of them has answered a redelivered record.
   */
  companionRead(): Promise<void>;
  /** To be called where the record's answer was found in the companion: none follows that the gap detector could wait for. */
  answeredBefore(): void;
}

/**
 * Handles one record. Resolved: finished, its offset may be committed. Rejected with `disposition: 'halt'`: nothing can be
 * done now, the partition rests and the record is tried again. Any other rejection is a bug of the handler.
 */
export type RecordHandler = (record: InboundRecord, context: RecordContext) => Promise<void>;

export interface HandlingOptions {
  readonly logger: KafkaLogger;
  readonly fence: Fence;
  readonly handle: RecordHandler;
  readonly onUnhandled: (record: InboundRecord, error: unknown) => Promise<void>;
  readonly epoch: () => number;
  /** Aborts when no record is to be tried again: the runner drains. */
  readonly giveUp: AbortSignal;
  /** How long one attempt may take, ms: a handler that never ends must not hold its partition for ever. */
  readonly limitMs: number;
  readonly waits: () => void;
  readonly companionRead: () => Promise<void>;
  readonly answeredBefore: () => void;
}

/** Thrown when a handler took longer than it may; what it still does is ignored, and its signal has aborted. */
export class HandlerWithoutEnd extends Error {
  override readonly name = 'HandlerWithoutEnd';
  readonly disposition = 'halt';
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Sees one record through, however often it takes; false when it was given up unfinished. */
export async function handleRecord(window: PartitionWindow, record: InboundRecord, options: HandlingOptions): Promise<boolean> {
  kafkaMetrics().waitMs.record(Math.max(0, Date.now() - record.timestamp), { topic: record.topic });
  let release: (() => void) | undefined;
  try {
    for (let attempt = 0, pauseMs = FIRST_PAUSE_MS; ; attempt += 1, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      if (window.lost.signal.aborted || (attempt > 0 && options.giveUp.aborted)) {
        return false;
      }
      if (await tryOnce(window, record, attempt, options)) {
        return true;
      }
      // One record that must wait holds up its partition, not the others.
      release ??= window.hold();
      options.waits();
      await interruptible(pauseMs * (0.8 + Math.random() * 0.4), [window.lost.signal, options.giveUp]);
    }
  } finally {
    release?.();
  }
}

/** True when the record is finished, false when it is to be tried again. */
async function tryOnce(
  window: PartitionWindow,
  record: InboundRecord,
  attempt: number,
  options: HandlingOptions,
): Promise<boolean> {
  if (options.fence.closed()) {
    return false;
  }
  const overdue = new AbortController();
  const owned = window.ownedUnder(options.fence.signal);
  let signal: AbortSignal | undefined;
  const context: RecordContext = {
    epoch: options.epoch(),
    owned,
    redelivered: attempt > 0 || window.mayBeRepeat(record),
    waits: options.waits,
    companionRead: options.companionRead,
    answeredBefore: options.answeredBefore,
    // Made for whoever asks: signals that follow others are a burden to the garbage collector.
    get signal() {
      signal ??= anyOf(owned, overdue.signal);
      return signal;
    },
  };
  try {
    await within(options.limitMs, overdue, options.handle(record, context));
    return true;
  } catch (error) {
    if (error instanceof HandlerWithoutEnd) {
      kafkaMetrics().stalls.add(1, { topic: record.topic, reason: 'handler without end' });
    } else if (owned.aborted) {
      // Expected of every record in flight when a partition goes or the fence falls: told once, by the group.
      return false;
    }
    if (dispositionOf(error) === 'halt') {
      report(options.logger, record, error, 'a record waits, its partition rests');
      return false;
    }
    report(options.logger, record, error, 'a handler failed, the record goes to the dead letters');
    kafkaMetrics().unhandled.add(1, { topic: record.topic });
    return await buried(record, error, options);
  }
}

/** The outcome of `work`, or a {@link HandlerWithoutEnd} after `limitMs`. */
async function within(limitMs: number, overdue: AbortController, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new HandlerWithoutEnd(`not handled within ${limitMs} ms`);
    overdue.abort(error);
    late.reject(error);
    work.catch(() => undefined);
  }, limitMs);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the record was put away; if even that fails, it is not finished. */
async function buried(record: InboundRecord, error: unknown, { onUnhandled, logger }: HandlingOptions): Promise<boolean> {
  try {
    await onUnhandled(record, error);
    return true;
  } catch (failure) {
    report(logger, record, failure, 'a record could not be put away, its partition rests');
    return false;
  }
}

/** The error's class and code only: its message may quote what it choked on. */
function report(logger: KafkaLogger, record: InboundRecord, error: unknown, message: string): void {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const kind = error instanceof Error ? error.name : typeof error;
  logger.warn({ topic: record.topic, position: positionText(record), error: kind, code }, message);
}

function dispositionOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'disposition' in error ? error.disposition : undefined;
}
