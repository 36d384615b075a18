import type { FaultRules } from '../faults/fault-rules.ts';
import type { Listener } from './listener.ts';

const CHECK_INTERVAL_MS = 200;

/** Keeps the listeners in line with the `refuse-connection` rules, also when a rule ends by its `until`. */
export interface RefusalWatch {
  apply(): Promise<void>;
  stop(): void;
}

export function createRefusalWatch(
  listeners: Readonly<Record<'identity' | 'token' | 'get', Listener>>,
  faults: FaultRules,
): RefusalWatch {
  const steps = ['identity', 'token', 'get'] as const;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const apply = (): Promise<void> => {
    // One after the other: shutting and opening the same listener at once would race for its port.
    running = running.then(async () => {
      if (stopped) return;
      const refused = steps.filter((step) => faults.refusesConnections(step));
      await Promise.all(steps.map((step) => (refused.includes(step) ? listeners[step].shut() : listeners[step].open())));
      clearTimeout(timer);
      if (refused.length > 0) timer = setTimeout(() => void apply(), CHECK_INTERVAL_MS).unref();
    });
    return running;
  };
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  return { apply, stop };
}
