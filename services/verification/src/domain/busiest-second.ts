/** Long enough to hold the bursts of whoever asks steadily; short enough that what a drain has left unused is soon lent. */
const REMEMBERED_MS = 5_000;

/** How many calls left in the busiest second of late. Pure: its user brings the time, monotonic milliseconds. */
export class BusiestSecond {
  /** In order of time, each less busy than the one before: the others can never be the busiest again. */
  #seconds: { readonly calls: number; readonly atMs: number }[] = [];

  /** In the second that ends at `nowMs`, `calls` left. */
  note(calls: number, nowMs: number): void {
    this.#seconds = this.#seconds.filter((second) => second.calls > calls && nowMs - second.atMs < REMEMBERED_MS);
    this.#seconds.push({ calls, atMs: nowMs });
  }

  calls(nowMs: number): number {
    return this.#seconds.find(({ atMs }) => nowMs - atMs < REMEMBERED_MS)?.calls ?? 0;
  }
}
