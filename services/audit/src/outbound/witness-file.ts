import { open } from 'node:fs/promises';
import { type CheckpointDocument, claimsIn } from '@officine/audit';

/** What the end of a file is read of: a checkpoint has some 600 bytes. */
const TAIL_BYTES = 16_384;

/** Thrown when the file knows checkpoints that the database does not have any more: they were taken away there. */
export class WitnessContradicts extends Error {
  override readonly name = 'WitnessContradicts';

  constructor(number: number) {
    super(`the witness has checkpoint ${number}, which the database does not show`);
  }
}

/** Where the checkpoints come from. */
export interface Checkpoints {
  /** Those after a number, in order. */
  after(number: number): AsyncIterable<CheckpointDocument>;
}

/**
 * The checkpoints in an append-only file, one JWS a line: on a disk that the database's operators cannot write to, it is a witness
 * against them. A line that was cut off is written again on the next one; readers leave out what the next line begins with.
 */
export class WitnessFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Appends what is new; on the disk when it resolves. Rejects with `WitnessContradicts`, or with the file system's error. */
  async keep(book: Checkpoints): Promise<void> {
    const file = await open(this.#path, 'a+', 0o640);
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await file.read(buffer, 0, buffer.length, size - buffer.length);
      const tail = buffer.toString('utf8');
      const isWhole = tail === '' || tail.endsWith('\n');
      const last = lastIn(tail);
      const lines: string[] = [];
      let isLastShown = last === undefined;
      for await (const { _id: number, jws } of book.after(last === undefined ? 0 : last.number - 1)) {
        if (number === last?.number) {
          isLastShown = jws === last.jws;
        } else {
          lines.push(`${jws}\n`);
        }
      }
      if (last !== undefined && !isLastShown) {
        throw new WitnessContradicts(last.number);
      }
      if (lines.length > 0) {
        await file.appendFile(`${isWhole ? '' : '\n'}${lines.join('')}`);
        await file.datasync();
      }
    } finally {
      await file.close();
    }
  }
}

/** The last checkpoint that was written whole. */
function lastIn(tail: string): { readonly number: number; readonly jws: string } | undefined {
  const whole = tail.slice(0, tail.lastIndexOf('\n') + 1).split('\n');
  for (const jws of whole.reverse()) {
    const claims = claimsIn(jws);
    if (claims !== undefined) {
      return { number: claims.number, jws };
    }
  }
  return undefined;
}
