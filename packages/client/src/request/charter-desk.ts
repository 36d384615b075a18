import type { CharterRecorded } from '@officine/contracts';
import { acceptanceKey, type CharterAcceptance, type CharterResult } from './charter.ts';

type Teller = (result: CharterResult) => void;

/** Who waits for which acceptance of the charter to be recorded. */
export class CharterDesk {
  readonly #waiting = new Map<string, Set<Teller>>();

  /** The returned function leaves the desk. */
  expect(acceptance: CharterAcceptance, tell: Teller): () => void {
    const key = acceptanceKey(acceptance);
    const tellers = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, tellers.add(tell));
    return () => {
      tellers.delete(tell);
      if (tellers.size === 0) {
        this.#waiting.delete(key);
      }
    };
  }

  take(recorded: CharterRecorded): void {
    for (const tell of this.#waiting.get(acceptanceKey(recorded)) ?? []) {
      tell({ ...recorded, outcome: 'recorded' });
    }
  }
}
