import type { CheckDeferred } from '@officine/contracts';
import type { Obstacle } from '../../src/application/ports.ts';
import type { RecheckEnd, RecheckRun } from '../../src/application/recheck.ts';
import { RecheckSchedule } from '../../src/application/recheck-schedule.ts';
import { isoOf } from '../../src/application/result-record.ts';
import { Breaker } from '../../src/domain/breaker.ts';
import { FakeDirectory } from './directory.ts';
import { ManualClock } from './manual-clock.ts';

export interface Options {
  readonly isProber?: boolean;
  readonly changed?: (obstacle: Obstacle) => boolean;
  readonly run?: (check: CheckDeferred, run: RecheckRun) => Promise<RecheckEnd | undefined>;
}

/** A schedule of re-checks on a clock of one's own; `run` is what asking comes to. */
export function scheduleWith(options: Options = {}) {
  const clock = new ManualClock();
  const breaker = new Breaker({ failures: 1, openMs: 30_000, graceMs: 10_000, jitter: 0, deafMs: 5_000 });
  const directory = new FakeDirectory();
  const fence = { isClosed: false, closed: () => fence.isClosed, signal: new AbortController().signal };
  const asked: { id: string; isProbe: boolean; isDropped: boolean; signal: AbortSignal }[] = [];
  const failures: unknown[] = [];
  const told: [boolean, number][] = [];
  const schedule: RecheckSchedule = new RecheckSchedule({
    recheck: {
      run: async (check, run) => {
        asked.push({ id: check.requestId, ...run });
        const settle = async () => void schedule.set(check.requestId, null);
        return (await (options.run ?? settle)(check, run)) ?? 'answered';
      },
    },
    breaker,
    changes: { since: async (obstacle) => options.changed?.(obstacle) ?? false },
    directory,
    clock,
    callTimeoutMs: 10_000,
    isProber: () => options.isProber ?? false,
    fence,
    onBreaker: (isOpen, waiting) => told.push([isOpen, waiting]),
    onFailure: (error) => failures.push(error),
  });
  schedule.start();
  const add = (requestId: string, dueInMs: number, overrides: Partial<CheckDeferred> = {}) =>
    schedule.set(requestId, {
      requestId,
      vendor: 'acme',
      code: 'mysecu-timeout',
      attempt: 2,
      request: { check: 'affiliation', pharmacy: 'ph-1' },
      receivedAt: isoOf(clock.wallMs()),
      dueAt: isoOf(clock.wallMs() + dueInMs),
      until: isoOf(clock.wallMs() + 86_400_000),
      ...overrides,
    } as CheckDeferred);
  return { clock, breaker, directory, fence, schedule, asked, failures, told, add, ids: () => asked.map(({ id }) => id) };
}

/** What {@link scheduleWith} gives. */
export type World = ReturnType<typeof scheduleWith>;
