import { failureType } from '../connect/failure.ts';
import { Fence } from '../fence/fence.ts';
import { coPartitioned } from '../group/assigners.ts';
import { type Assignment, changes } from '../group/assignment.ts';
import type { FetchedBatch } from '../group/fetched-batch.ts';
import { GroupMember } from '../group/group-member.ts';
import { type Gap, GapDetector, type GapNames } from '../history/gap-detector.ts';
import { kafkaMetrics, observe } from '../metrics/kafka-metrics.ts';
import type { Position } from '../records/record.ts';
import { TopicOffsets } from '../topics/topic-offsets.ts';
import { CommitLoop } from './commit-loop.ts';
import { type Companion, CompanionReader } from './companion-reader.ts';
import { Dispatcher } from './dispatcher.ts';
import { LagWatchdog } from './lag-watchdog.ts';
import { oldestUncommitted } from './oldest-uncommitted.ts';
import { PartitionWindow } from './partition-window.ts';
import type { RunnerHealth, RunnerOptions } from './runner-options.ts';

/** How often what was finished is compared with what can be read back. */
const LOOK_FOR_GAPS_MS = 5_000;
/** Positions named in one line of the log. */
const MOST_TOLD = 20;

/**
 * Reads one topic as a member of a group and handles its records side by side. kafkajs does the fetching only: windows, order,
 * commits, gains and losses are kept here, as its own ways lose track of them in a rebalance (README).
 */
export class Runner {
  readonly fence: Fence;
  readonly #options: RunnerOptions & {
    readonly windowPerPartition: number;
    readonly windowBytes: number;
    readonly maxInFlight: number;
  };
  readonly #member: GroupMember;
  readonly #offsets: TopicOffsets;
  readonly #companion: CompanionReader | undefined;
  readonly #gaps: GapDetector | undefined;
  readonly #commits: CommitLoop;
  readonly #watchdog: LagWatchdog;
  readonly #windows = new Map<number, PartitionWindow>();
  readonly #committing = new Map<number, PartitionWindow>();
  readonly #dispatcher: Dispatcher;
  #state: RunnerHealth['state'] = 'starting';
  #joinedOnce = Promise.withResolvers<void>();
  #unobserve: readonly (() => void)[] = [];
  #looking: NodeJS.Timeout | undefined;

  constructor(options: RunnerOptions) {
    this.#options = { windowPerPartition: 64, windowBytes: 1_048_576, maxInFlight: 1_024, ...options };
    const { kafka, logger, groupId, topic, companion } = options;
    this.fence = options.fence ?? new Fence();
    this.#offsets = new TopicOffsets(kafka);
    this.#member = new GroupMember({
      kafka,
      logger,
      groupId,
      topics: companion === undefined ? [topic] : [topic, companion.topic],
      assigner:
        options.assigner ?? coPartitioned(topic, companion === undefined ? [] : [companion.topic], () => this.#windows.keys()),
      fence: this.fence,
      ...(options.sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs: options.sessionTimeoutMs }),
      ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
      onAssigned: (assignment) => this.#assign(assignment),
      onBatch: (batch) => this.#take(batch),
      onRebalancing: () => this.#commits.now(),
      onFatal: (error) => options.onFatal?.(error),
    });
    this.#gaps = companion?.names && this.#detectGaps(companion.names, companion.answerWithinMs ?? 30_000);
    this.#dispatcher = new Dispatcher({
      logger,
      fence: this.fence,
      maxInFlight: this.#options.maxInFlight,
      maxAtWork: options.maxAtWork ?? this.#options.maxInFlight,
      windows: this.#windows,
      handle: options.handle,
      onUnhandled: async (record, error) => options.onUnhandled?.(record, error),
      epoch: () => this.#member.epoch,
      limitMs: options.handlerLimitMs ?? 120_000,
      companionRead: async (partition) => await this.#companion?.readToNow(partition),
      gaps: this.#gaps,
      onSettled: (window) => {
        if (this.#windows.get(window.partition) === window && window.roomy) {
          this.#restOrRead(window.partition, window);
        }
      },
    });
    this.#companion = companion === undefined ? undefined : this.#accompany(companion);
    this.#commits = new CommitLoop({
      everyMs: options.commitEveryMs ?? 200,
      due: () => this.#due(),
      commit: (positions) => this.#member.commit(positions),
      acknowledged: (positions) => this.#committed(positions),
      failed: (error) => logger.debug({ group: groupId, reason: failureType(error) }, 'commit refused, looked up anew'),
    });
    const { stallMs = 20_000 } = options;
    this.#watchdog = new LagWatchdog({
      logger,
      offsets: this.#offsets,
      groupId,
      topic,
      everyMs: 5_000,
      stallMs,
      watched: () => this.#watched(),
      stuck: () => this.#companion?.overdue(stallMs) ?? [],
      onStall: () => this.#member.restart('lag without progress'),
    });
  }

  /** Begins to read; returns at once. Topics or brokers that are missing are waited for and told by {@link health}. */
  start(): void {
    const { groupId: group, topic } = this.#options;
    this.#member.start();
    this.#commits.start();
    this.#watchdog.start();
    this.#companion?.start();
    this.#looking ??= setInterval(() => this.#gaps?.look(), LOOK_FOR_GAPS_MS);
    this.#looking.unref();
    this.#unobserve = [
      observe('officine.kafka.lag', 'Records not yet finished', () =>
        [...this.#watchdog.lag].map(([partition, lag]) => [lag, { group, topic, partition }]),
      ),
      observe('officine.kafka.gaps', 'Records finished without an answer that can be read back', () => [
        [this.#gaps?.missing().length ?? 0, { group, topic }],
      ]),
      observe('officine.kafka.in.flight', 'Records being handled', () => [[this.#dispatcher.inFlight, { group, topic }]]),
    ];
  }

  /** Resolves with the first assignment. */
  async joined(): Promise<void> {
    await this.#joinedOnce.promise;
  }

  /** The partitions that are this runner's now. */
  assignment(): ReadonlySet<number> {
    return new Set(this.#windows.keys());
  }

  /**
   * Reads a partition again from `offset` on, whatever was committed: as if it had been lost and gained. For who knows better than
   * the group where the work stands, such as after a topic was made anew under its name. Nothing happens where it is not ours.
   */
  rereadFrom(partition: number, offset: bigint): void {
    if (this.#windows.has(partition)) {
      this.#lose(partition);
      this.#gain(partition);
      this.#member.seek({ topic: this.#options.topic, partition, offset });
    }
  }

  /**
   * Stops handing out records, lets those in flight finish for at most `timeoutMs`, commits what is finished, and leaves the
   * group. What is cut off is read again by the next owner.
   */
  async drain(timeoutMs: number): Promise<void> {
    this.#state = 'draining';
    this.#dispatcher.close();
    for (const window of this.#windows.values()) {
      this.#member.pause({ topic: this.#options.topic, partition: window.partition });
      window.dropQueued();
    }
    await this.#dispatcher.idle(timeoutMs);
    await this.stop();
  }

  /** Commits what is finished and leaves at once; work in flight sees its signal abort. */
  async stop(): Promise<void> {
    this.#dispatcher.close();
    this.#watchdog.stop();
    this.#companion?.stop();
    clearInterval(this.#looking);
    this.#commits.stop();
    await this.#commits.flush();
    this.#assign(new Map());
    await this.#member.stop();
    await this.#offsets.close();
    for (const unobserve of this.#unobserve) {
      unobserve();
    }
    this.#state = 'stopped';
  }

  health(): RunnerHealth {
    const windows = [...this.#windows.values()];
    const lags = [...this.#watchdog.lag.values()];
    const resting = windows.filter(({ held }) => held).map(({ partition }) => partition);
    return {
      state: this.#state,
      problem: this.#member.problem ?? this.#complaint(resting),
      partitions: windows.map(({ partition }) => partition),
      inFlight: this.#dispatcher.inFlight,
      queued: windows.reduce((sum, { queued }) => sum + queued, 0),
      lag: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0),
      heartbeatAgeMs: this.fence.ageMs(),
      resting,
      unanswered: (this.#gaps?.missing() ?? []).map(positionOf),
    };
  }

  #complaint(resting: readonly number[]): string | null {
    const waiting = new Set(this.#companion?.pending() ?? []);
    const halted = resting.filter((partition) => !waiting.has(partition));
    return halted.length === 0 ? null : `partitions at rest: ${halted.join(', ')}`;
  }

  #detectGaps(names: GapNames, graceMs: number): GapDetector {
    const { logger, topic, groupId: group } = this.#options;
    return new GapDetector({
      names,
      graceMs,
      isComplete: (partition) => this.#companion?.isComplete(partition) === true,
      onMissing: (gaps) => {
        const positions = gaps.slice(0, MOST_TOLD).map(positionOf);
        logger.error({ group, topic, positions, count: gaps.length }, 'records were finished, and nothing answers them');
      },
    });
  }

  #accompany(companion: Companion): CompanionReader {
    const { logger, groupId, topic } = this.#options;
    return new CompanionReader(companion, {
      logger,
      offsets: this.#offsets,
      leadTopic: topic,
      groupId,
      pause: (place) => this.#member.pause(place),
      resume: (place) => this.#member.resume(place),
      seek: (position) => this.#member.seek(position),
      seen: (record) => this.#gaps?.answered(record),
      oldestUncommitted: (partition, isLost) =>
        oldestUncommitted(this.#offsets, { groupId, topic, partition, isLost, window: () => this.#windows.get(partition) }),
    });
  }

  /** Called inside the join: the difference to what we had is all that kafkajs tells of gains and losses. */
  #assign(assignment: Assignment): void {
    const { topic } = this.#options;
    const { gained, lost, kept } = changes(new Set(this.#windows.keys()), assignment.get(topic) ?? new Set());
    for (const partition of lost) {
      this.#lose(partition);
    }
    for (const partition of kept) {
      this.#keep(partition);
    }
    for (const partition of gained) {
      this.#gain(partition);
    }
    if (this.#state === 'starting') {
      this.#state = 'reading';
      this.#joinedOnce.resolve();
    }
  }

  #gain(partition: number): void {
    const { topic, windowPerPartition: records, windowBytes: bytes } = this.#options;
    const window = new PartitionWindow(partition, { records, bytes });
    this.#windows.set(partition, window);
    this.#member.resume({ topic, partition });
    if (this.#companion !== undefined) {
      const release = window.hold();
      this.#companion.gain(partition, () => {
        release();
        this.#dispatcher.dispatch();
      });
    }
    this.#options.onAssigned?.(partition);
  }

  #keep(partition: number): void {
    // No seek to where we were: kafkajs keeps a seek that it could not use, and would apply it if the partition came back
    // after a loss, past records that nobody handled. It reads from the commit again; the window knows what it has.
    const window = this.#windows.get(partition);
    window?.rejoined();
    this.#restOrRead(partition, window);
    this.#companion?.keep(partition);
  }

  #lose(partition: number): void {
    this.#windows.get(partition)?.lost.abort();
    this.#windows.delete(partition);
    this.#gaps?.forget(partition);
    this.#companion?.lose(partition);
    this.#options.onLost?.(partition);
  }

  #take(batch: FetchedBatch): bigint {
    if (batch.topic === this.#companion?.topic) {
      return this.#companion.take(batch);
    }
    let window = this.#windows.get(batch.partition);
    if (window?.isRewind(batch) === true) {
      const { topic, partition } = batch;
      const offsets = { from: String(batch.records[0]?.offset), finishedTo: String(window.finishedTo()) };
      this.#options.logger.warn({ topic, partition, ...offsets }, 'offsets went back, reading anew');
      this.#lose(batch.partition);
      this.#gain(batch.partition);
      window = this.#windows.get(batch.partition);
    }
    if (window === undefined) {
      return batch.end;
    }
    const hole = window.passedOver(batch);
    if (hole !== null) {
      return this.#readAgain(batch, hole);
    }
    const next = window.offer(batch);
    this.#restOrRead(batch.partition, window);
    this.#dispatcher.dispatch();
    return next;
  }

  /** Nothing behind a hole is taken: the partition is read again from its commit, and if its records are gone they are told. */
  #readAgain({ topic, partition, from }: FetchedBatch, hole: { readonly from: bigint; readonly to: bigint }): bigint {
    const offsets = { from: String(hole.from), to: String(hole.to) };
    this.#options.logger.error({ topic, partition, ...offsets }, 'records were passed over, reading again');
    kafkaMetrics().passedOver.add(Number(hole.to - hole.from), { topic, group: this.#options.groupId });
    this.#lose(partition);
    this.#member.restart('records passed over');
    return from;
  }

  #restOrRead(partition: number, window: PartitionWindow | undefined): void {
    const place = { topic: this.#options.topic, partition };
    if (window?.full === true || this.#dispatcher.closed) {
      this.#member.pause(place);
    } else {
      this.#member.resume(place);
    }
  }

  #due(): Position[] {
    const { topic } = this.#options;
    return [...this.#windows.values()].flatMap((window) => {
      const offset = window.committable();
      if (offset === null) {
        return [];
      }
      this.#committing.set(window.partition, window);
      return [{ topic, partition: window.partition, offset }];
    });
  }

  #committed(positions: readonly Position[]): void {
    for (const { partition, offset } of positions) {
      // The window that asked, which may be gone: its successor has committed nothing.
      this.#committing.get(partition)?.committed(offset);
    }
  }

  #watched() {
    return [...this.#windows.values()].map((window) => ({
      partition: window.partition,
      next: window.next,
      finished: window.finishedTo(),
      busy: window.queued > 0 || window.held || !this.#member.joined,
    }));
  }
}

function positionOf({ partition, offset }: Gap): string {
  return `${partition}:${offset}`;
}
