/** What a command's exit code says to a script. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** Wrong usage, or a directory file with problems. */
  invalid: 2,
  degraded: 3,
  rejected: 4,
  /** `diff` and dry runs: something would change. */
  differs: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** As `--help` tells them. */
export const EXIT_CODES_HELP = `
Exit codes:
  0  done; for check: answered; for message verify: accepted; for diff and dry runs: nothing differs
  1  failed, with one line on standard error; for message verify: refused
  2  wrong usage, or a directory file with problems
  3  check: degraded, no verdict in time
  4  check: rejected, will not be asked
  5  diff and dry runs: something would change`;
