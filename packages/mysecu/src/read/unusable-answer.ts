import type { MismatchKind } from '../errors.ts';

/** Thrown when an answer may be believed and yet is not what was asked for; carries no content of it. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
  readonly kind: MismatchKind;

  constructor(kind: MismatchKind) {
    super(kind);
    this.kind = kind;
  }
}
