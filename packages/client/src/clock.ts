/** Time, as the client needs it; a test brings its own. */
export interface Clock {
  /** Wall clock, for what is written down. */
  now(): Date;
  /** Runs `task` once, `delayMs` from now by a monotonic clock; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
