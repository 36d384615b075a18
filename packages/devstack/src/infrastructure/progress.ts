/** Tells a person at a terminal, or a log, how long steps are coming along. Writes to stderr: stdout belongs to results. */
export interface Progress {
  /** Runs one step and tells when it starts, that it still runs, and how long it took. */
  step<T>(title: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
  /** One line of information. */
  note(text: string): void;
}

const STILL_RUNNING_MS = 5_000;

/** How progress is told. */
export interface ProgressOptions {
  /** When aborted, the running step and all later ones fail with Stopped, at once: nobody waits for what is no longer wanted. */
  readonly stopped?: AbortSignal;
  readonly write?: (text: string) => void;
}

/** Thrown out of a step when somebody asked to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** Progress on stderr: one line per step, one more every 5 s while it runs, with the step's latest detail. */
export function createProgress(options: ProgressOptions = {}): Progress {
  const { stopped, write = (text) => process.stderr.write(text) } = options;
  return {
    note: (text) => write(`  ${text}\n`),
    async step(title, work) {
      // Before it begins: work that is begun and then not waited for would fail with nobody to hear it.
      if (stopped?.aborted) throw new Stopped('stopped');
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
      let latest = '';
      const timer = setInterval(() => write(`… ${title}, ${seconds()}${latest === '' ? '' : `: ${latest}`}\n`), STILL_RUNNING_MS);
      try {
        const result = await unlessStopped(
          stopped,
          work((detail) => {
            latest = detail;
          }),
        );
        write(`✓ ${title} (${seconds()})\n`);
        return result;
      } catch (error) {
        write(`✗ ${title} (${seconds()})\n`);
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

async function unlessStopped<T>(stopped: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (stopped === undefined) {
    return await work;
  }
  const asked = Promise.withResolvers<never>();
  const stop = () => asked.reject(new Stopped('stopped'));
  stopped.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, asked.promise]);
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

/** Says nothing: for tests and benches that print their own results. */
export const silentProgress: Progress = { step: (_title, work) => work(() => undefined), note: () => undefined };
