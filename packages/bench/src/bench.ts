/** What a bench measured, by name: every figure beside its baseline. Plain numbers and words, ready for one line of JSON. */
export type Figures = Readonly<Record<string, number | string | boolean>>;

/** One claim of this product, measured against a named baseline in the same run. */
export interface Bench {
  /** The word on the command line: `npm run bench -- <name>`. */
  readonly name: string;
  /** The claim, in one sentence. */
  readonly what: string;
  /** `args`: what followed the name on the command line. */
  run(args: readonly string[]): Promise<Figures>;
}
