import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { VerifyState } from '@officine/audit';
import { z } from 'zod';
import { UsageError } from '../usage-error.ts';

const states = z.array(
  z.object({ chain: z.string(), seq: z.number(), offset: z.number(), hash: z.string(), vouchedTo: z.number() }),
);

/**
 * Where a verification stands, in a file. Keep it where the audit's operators cannot write: what it says is not verified again.
 */
export class VerifyStateFile {
  readonly #path: string;
  readonly #states: Map<string, VerifyState>;

  /** Throws `UsageError` when the file is there and holds something else. */
  constructor(path: string) {
    this.#path = path;
    const read = existsSync(path)
      ? states.safeParse(JSON.parse(readFileSync(path, 'utf8')))
      : { success: true as const, data: [] };
    if (!read.success) {
      throw new UsageError(`${path} is no state of an earlier verification`);
    }
    this.#states = new Map(read.data.map((state) => [state.chain, state]));
  }

  get all(): VerifyState[] {
    return [...this.#states.values()];
  }

  keep(state: VerifyState): void {
    this.#states.set(state.chain, state);
  }

  /** Writes all or nothing. */
  save(): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(this.all));
    renameSync(next, this.#path);
  }
}
