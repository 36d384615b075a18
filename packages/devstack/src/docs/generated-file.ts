/** One file of the reference: its path below `docs/reference`, and its whole text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** What tells a reader not to edit a generated page. */
export const GENERATED = 'Generated from `packages/contracts` by `npm run docs`; edits are lost.';
