/** One thing to mend in a directory file. */
export interface DirectoryProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Dotted path, such as `pharmacies.2.vendor`; empty for the file as a whole. */
  readonly at: string;
  readonly reason: string;
}

/** Thrown when a directory file cannot be applied; it names everything that is wrong, in the order of the file. */
export class DirectoryProblems extends Error {
  override readonly name = 'DirectoryProblems';
  readonly problems: readonly DirectoryProblem[];

  constructor(problems: readonly DirectoryProblem[]) {
    super(problems.map(({ file, line, at, reason }) => `${file}:${line}: ${at && `${at}: `}${reason}`).join('\n'));
    this.problems = problems;
  }
}
