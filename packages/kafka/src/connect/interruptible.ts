/** Resolves after `ms`, or as soon as one of the signals aborts. */
export function interruptible(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) {
        signal.removeEventListener('abort', done);
      }
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) {
      signal.addEventListener('abort', done, { once: true });
    }
    if (signals.some(({ aborted }) => aborted)) {
      done();
    }
  });
}
