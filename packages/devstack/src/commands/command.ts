import type { Progress } from '../infrastructure/progress.ts';

/** What a command gets from `main.ts`. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly progress: Progress;
  /** Aborted by Ctrl-C, a signal, or the end of whoever started us. */
  readonly stopped: AbortSignal;
}

/** Does a command's work, cleans up after itself, and resolves with the exit code. */
export type Run = (context: CommandContext) => Promise<number>;

/** One command. Its code is loaded when it is asked for: `check` must run while the client does not even compile. */
export interface Command {
  readonly summary: string;
  readonly load: () => Promise<Run>;
}
