/** A token that mySecu refuses sooner than this after its issue was not helped by its issue. */
const SHORT_LIFE_MS = 60_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Grants the refresh that a refused token forces. The first one at once; while each new token is refused again within a minute, the
 * next ones after pauses that double: mySecu refusing everything must not become a storm of tokens.
 */
export class ForcedRefreshes {
  readonly #granted = new Map<string, { readonly streak: number; readonly atMs: number }>();

  /** Undefined when the refresh may be made now, and is counted; otherwise until when not. */
  waitUntil(pharmacy: string, tokenAgeMs: number, at: Date): Date | undefined {
    const last = this.#granted.get(pharmacy);
    const streak = last === undefined || tokenAgeMs >= SHORT_LIFE_MS ? 0 : last.streak;
    const pauseMs = streak === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** streak);
    const nextMs = (last?.atMs ?? 0) + pauseMs;
    if (last !== undefined && at.getTime() < nextMs) {
      return new Date(nextMs);
    }
    this.#granted.set(pharmacy, { streak: streak + 1, atMs: at.getTime() });
    return undefined;
  }
}
