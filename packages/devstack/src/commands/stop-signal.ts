import { constants } from 'node:os';

/** Turns every way in which we can be asked to stop into one abort signal. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** What a shell expects of a process that a signal ended (128 + its number); undefined while nothing asked us to stop. */
  exitCode(): number | undefined;
}

/**
 * Listens to SIGINT, SIGTERM, SIGHUP, and to the IPC channel of `run.mjs`, which closes when that process dies without a word. A
 * second signal changes nothing: stopping is bounded in time, and Ctrl-C reaches us twice, from the terminal and from `run.mjs`.
 */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => {
    code ??= 128 + constants.signals[name];
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop(name));
  }
  if (process.connected) {
    process.on('disconnect', () => stop('SIGHUP'));
    process.channel?.unref();
  }
  return { signal: controller.signal, exitCode: () => code };
}
