/** Thrown when another apply came between looking at the difference and writing it; nothing was written. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';

  constructor(options?: ErrorOptions) {
    super('changed meanwhile, look at the difference again', options);
  }
}
