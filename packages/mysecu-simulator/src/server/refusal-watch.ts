import type { FaultRules, TlsFault } from '../faults/fault-rules.ts';
import type { KeyPair } from '../options.ts';
import type { Listener } from './listener.ts';

const CHECK_INTERVAL_MS = 200;

/** Keeps the listeners in line with the rules that are committed before a request is read, also when a rule ends by its `until`. */
export interface RefusalWatch {
  apply(): Promise<void>;
  stop(): void;
}

/** What decides which certificate is shown. */
export interface ServerCertificates {
  readonly genuine: KeyPair;
  bad(fault: TlsFault): Promise<KeyPair>;
}

export function createRefusalWatch(
  listeners: Readonly<Record<'identity' | 'token' | 'get', Listener>>,
  faults: FaultRules,
  certificates: ServerCertificates,
): RefusalWatch {
  const steps = ['identity', 'token', 'get'] as const;
  const shown = new Map<string, TlsFault>();
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const show = async (step: (typeof steps)[number]): Promise<void> => {
    const fault = faults.tlsFault(step);
    if (fault === shown.get(step)) return;
    listeners[step].show(fault === undefined ? certificates.genuine : await certificates.bad(fault));
    if (fault === undefined) shown.delete(step);
    else shown.set(step, fault);
  };
  const apply = (): Promise<void> => {
    // One after the other: shutting and opening the same listener at once would race for its port.
    running = running.then(async () => {
      if (stopped) return;
      const refused = steps.filter((step) => faults.refusesConnections(step));
      await Promise.all(steps.map(show));
      await Promise.all(steps.map((step) => (refused.includes(step) ? listeners[step].shut() : listeners[step].open())));
      clearTimeout(timer);
      if (refused.length + shown.size > 0) timer = setTimeout(() => void apply(), CHECK_INTERVAL_MS).unref();
    });
    return running;
  };
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  return { apply, stop };
}
