import type { AvailabilityState, CallStep, Component } from '@officine/contracts';
import type { Thresholds } from './judge-part.ts';
import { overallState } from './overall.ts';
import { PartWatch, type StaleAfter } from './part-watch.ts';
import { COMPONENTS, checksOf, type Observation, PARTS, type Part, partOf, partOfCall, type StepCheck } from './step-check.ts';
import type { TrafficCall } from './traffic-window.ts';

/** An announced interruption, ms since the epoch. */
export interface MaintenanceWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** From when it counts: its beginning, or its announcement where that came later. */
  readonly sinceMs?: number;
}

/** A component's published state. Times are ms since the epoch. */
export interface ComponentState {
  readonly component: Component;
  readonly state: AvailabilityState;
  readonly sinceMs: number;
  readonly cause?: string;
  readonly evidence: { readonly probes: number; readonly calls: number };
  readonly maintenance?: MaintenanceWindow;
}

/** What the board needs from its surroundings. */
export interface BoardOptions {
  readonly thresholds: Thresholds;
  readonly staleAfter: StaleAfter;
  readonly maintenanceAt: (component: Component, nowMs: number) => MaintenanceWindow | undefined;
}

/** All components side by side. `evaluate` tells what changed; nothing here knows a clock, a socket or Kafka. */
export class Board {
  readonly #options: BoardOptions;
  readonly #parts: ReadonlyMap<Part, PartWatch>;
  readonly #published = new Map<Component, ComponentState>();

  constructor(options: BoardOptions, nowMs: number) {
    this.#options = options;
    this.#parts = new Map(
      PARTS.map((part) => [part, new PartWatch(options.thresholds, options.staleAfter, checksOf(part), nowMs)]),
    );
  }

  /** The states as last evaluated, overall first. */
  states(): ComponentState[] {
    return COMPONENTS.toReversed().flatMap((component) => this.#published.get(component) ?? []);
  }

  /**
   * Goes on from states published before. Whoever was not watched since `blindSinceMs` is unknown from then on: time that nobody
   * observed is on neither side.
   */
  resume(states: readonly ComponentState[], blindSinceMs: number | undefined, nowMs: number): ComponentState[] {
    const resumed = states.map((known): ComponentState => {
      if (blindSinceMs === undefined || known.state === 'unknown') {
        return known;
      }
      const sinceMs = Math.max(known.sinceMs, blindSinceMs);
      return { component: known.component, state: 'unknown', sinceMs, cause: 'monitor-away', evidence: NOTHING };
    });
    for (const known of resumed) {
      this.#published.set(known.component, known);
      const { component, state, sinceMs, cause } = known;
      if (component !== 'overall' && state !== 'maintenance') {
        this.#parts.get(component)?.resume({ state, sinceMs, ...(cause && { cause }) }, nowMs);
      }
    }
    if (blindSinceMs !== undefined) {
      for (const part of this.#parts.values()) {
        part.forget();
      }
    }
    return resumed.filter((state, index) => state !== states[index]);
  }

  observe(observation: Observation): void {
    this.#parts.get(partOf(observation.check))?.observe(observation);
  }

  call(step: CallStep, call: TrafficCall, nowMs: number): void {
    this.#parts.get(partOfCall(step))?.call(call, nowMs);
  }

  isUrgent(check: StepCheck): boolean {
    return this.#parts.get(partOf(check))?.isUrgent(check) === true;
  }

  isFailing(check: StepCheck): boolean {
    return this.#parts.get(partOf(check))?.isFailing(check) === true;
  }

  /** Judges everything anew; the states that changed, overall last. */
  evaluate(nowMs: number): ComponentState[] {
    const found = [...this.#parts].map(([part, watch]) => this.#stateOf(part, watch, nowMs));
    const changed = [...found, this.#overall(found, nowMs)].filter((state) => this.#isNews(state));
    for (const state of changed) {
      this.#published.set(state.component, state);
    }
    return changed;
  }

  #stateOf(part: Part, watch: PartWatch, nowMs: number): ComponentState {
    const { state, sinceMs, cause } = watch.evaluate(nowMs);
    const evidence = watch.evidence(nowMs);
    const before = this.#published.get(part);
    const window = this.#options.maintenanceAt(part, nowMs);
    if (window !== undefined) {
      const { fromMs, toMs, sinceMs: countsSinceMs = fromMs } = window;
      return {
        component: part,
        state: 'maintenance',
        sinceMs: before?.state === 'maintenance' ? before.sinceMs : Math.max(countsSinceMs, before?.sinceMs ?? 0),
        evidence,
        maintenance: { fromMs, toMs },
      };
    }
    // What is found when a window ends begins with its end, though the watch has seen it before.
    const earliestMs = before?.state === 'maintenance' ? (before.maintenance?.toMs ?? before.sinceMs) : sinceMs;
    return { component: part, state, sinceMs: Math.max(sinceMs, Math.min(earliestMs, nowMs)), ...(cause && { cause }), evidence };
  }

  #overall(parts: readonly ComponentState[], nowMs: number): ComponentState {
    const state = overallState(new Map(parts.map((part) => [part.component as Part, part.state])));
    const before = this.#published.get('overall');
    const decisive = parts.filter((part) => (state === 'degraded' ? part.state !== 'up' : part.state === state));
    const turned = parts
      .filter((part) => this.#published.get(part.component)?.state !== part.state)
      .map(({ sinceMs }) => sinceMs);
    const sinceMs = before?.state === state ? before.sinceMs : turnedAt(turned, before, state, nowMs);
    const cause = state === 'up' ? undefined : decisive.map(({ component }) => component).join(' ');
    const window = state === 'maintenance' ? decisive[0]?.maintenance : undefined;
    const evidence = parts.reduce<ComponentState['evidence']>((sum, part) => add(sum, part.evidence), NOTHING);
    return { component: 'overall', state, sinceMs, ...(cause && { cause }), evidence, ...(window && { maintenance: window }) };
  }

  #isNews(state: ComponentState): boolean {
    const before = this.#published.get(state.component);
    return before === undefined || before.state !== state.state || before.cause !== state.cause;
  }
}

const NOTHING = { probes: 0, calls: 0 } as const;

function add(one: ComponentState['evidence'], other: ComponentState['evidence']): ComponentState['evidence'] {
  return { probes: one.probes + other.probes, calls: one.calls + other.calls };
}

const SEVERITY: readonly AvailabilityState[] = ['up', 'unknown', 'degraded', 'maintenance', 'down'];

/** The whole turns with the parts that turn: for the worse with the first of them, for the better with the last. */
function turnedAt(
  turned: readonly number[],
  before: ComponentState | undefined,
  state: AvailabilityState,
  nowMs: number,
): number {
  if (turned.length === 0) {
    return nowMs;
  }
  const worse = before !== undefined && SEVERITY.indexOf(state) > SEVERITY.indexOf(before.state);
  const wanted = worse ? Math.min(...turned) : Math.max(...turned);
  return Math.min(nowMs, Math.max(before?.sinceMs ?? 0, wanted));
}
