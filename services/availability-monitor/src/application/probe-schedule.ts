import type { Logger } from '@officine/service-kit';
import type { Observation, StepCheck } from '../domain/step-check.ts';
import type { Plan } from '../plan.ts';
import type { Probe } from './ports.ts';

/** How a schedule looks, and what steers it. */
export interface ProbeScheduleOptions {
  readonly plan: Plan['probes'];
  readonly logger: Pick<Logger, 'error'>;
  /** The probe of a step now: signed where it can be, shallow otherwise; undefined when there is none. */
  readonly probeOf: (check: StepCheck) => Probe | undefined;
  readonly onObserved: (observation: Observation) => void;
  /** Whether a step is in doubt, and has to be looked at again at once. */
  readonly isUrgent: (check: StepCheck) => boolean;
  readonly isFailing: (check: StepCheck) => boolean;
  /** Whether any of our reference hosts can be reached; asked after a failure only. */
  readonly canSee: (signal: AbortSignal) => Promise<boolean>;
}

/** After a first failure, until five agree or one disagrees (architecture, availability-monitor). */
export const CONFIRM_EVERY_MS = 5_000;
/** While it is down: soon enough to see its end, seldom enough not to stand in its way. */
export const DOWN_EVERY_MS = 10_000;
const JITTER = 0.1;

/** Looks at each step in its own interval, at most once at a time, and at once when it starts. */
export class ProbeSchedule {
  readonly #options: ProbeScheduleOptions;
  readonly #timers = new Map<StepCheck, NodeJS.Timeout>();
  readonly #underway = new Map<StepCheck, Promise<void>>();
  readonly #begun = new Map<StepCheck, number>();
  #stopping = new AbortController();

  constructor(options: ProbeScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopping = new AbortController();
    for (const [check, { enabled }] of Object.entries(this.#options.plan) as [StepCheck, { enabled: boolean }][]) {
      if (enabled) {
        this.#lookNow(check);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the probes stop'));
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    await Promise.all(this.#underway.values());
  }

  /** Looks again as soon as the pace allows: something else casts doubt on this step. */
  hasten(check: StepCheck): void {
    if (this.#timers.has(check)) {
      this.#plan(check);
    }
  }

  #lookNow(check: StepCheck): void {
    this.#timers.delete(check);
    this.#begun.set(check, performance.now());
    const looking = this.#look(check)
      .catch((error: unknown) => this.#options.logger.error({ check, error }, 'a probe failed by a bug'))
      .finally(() => {
        this.#underway.delete(check);
        this.#plan(check);
      });
    this.#underway.set(check, looking);
  }

  /** Intervals count from start to start, so that slow failures are not looked at more seldom than quick ones. */
  #plan(check: StepCheck): void {
    clearTimeout(this.#timers.get(check));
    if (this.#stopping.signal.aborted) {
      return;
    }
    const { isUrgent, isFailing, plan } = this.#options;
    const usual = plan[check].intervalMs;
    const wanted = isUrgent(check)
      ? CONFIRM_EVERY_MS
      : isFailing(check)
        ? DOWN_EVERY_MS
        : usual * (1 + (Math.random() * 2 - 1) * JITTER);
    const elapsed = performance.now() - (this.#begun.get(check) ?? 0);
    const timer = setTimeout(() => this.#lookNow(check), Math.max(0, Math.min(wanted, usual * (1 + JITTER)) - elapsed));
    this.#timers.set(check, timer);
  }

  async #look(check: StepCheck): Promise<void> {
    const probe = this.#options.probeOf(check);
    if (probe === undefined) {
      return;
    }
    const { signal: stopped } = this.#stopping;
    const timeout = AbortSignal.timeout(this.#options.plan[check].timeoutMs);
    const found = await probe.look(AbortSignal.any([stopped, timeout]));
    if (stopped.aborted) {
      return;
    }
    const blind = found.finding === 'failed' && !(await this.#options.canSee(AbortSignal.timeout(2_000)));
    this.#options.onObserved(blind ? { ...found, finding: 'blind', reason: 'own-network' } : found);
  }
}
