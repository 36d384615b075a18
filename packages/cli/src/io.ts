/** What a command knows of the world around it; a test brings its own. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line to standard output. */
  out(line: string): void;
  /** Writes a line to standard error. */
  err(line: string): void;
  /** Asks for a yes; false where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
  /** Reads standard input to its end. */
  input(): Promise<string>;
}
