import type { AvailabilityState } from '@officine/contracts';
import type { ComponentState } from '../domain/board.ts';
import { COMPONENTS } from '../domain/step-check.ts';
import { HEARTBEAT_LIMIT_MS } from './monitor.ts';
import type { StateTopic } from './ports.ts';

export const AVAILABILITY_STATES: readonly AvailabilityState[] = ['up', 'degraded', 'down', 'maintenance', 'unknown'];

/** The present, as every replica shows it. */
export interface StatusNow {
  /** Overall first. */
  readonly components: readonly ComponentState[];
  readonly observedAtMs: number | undefined;
}

/** What is known now: a state without a recent heartbeat is not known any more, whoever published it. */
export function statusNow(topic: Pick<StateTopic, 'latest'>, nowMs: number): StatusNow {
  const { states, observedAtMs } = topic.latest();
  const stale = observedAtMs === undefined || nowMs - observedAtMs > HEARTBEAT_LIMIT_MS;
  const components = COMPONENTS.toReversed().map((component): ComponentState => {
    const known = states.find((state) => state.component === component);
    if (known !== undefined && !stale) {
      return known;
    }
    const sinceMs = known?.state === 'unknown' ? known.sinceMs : (observedAtMs ?? nowMs);
    return { component, state: 'unknown', sinceMs, cause: 'monitor-away', evidence: { probes: 0, calls: 0 } };
  });
  return { components, observedAtMs };
}
