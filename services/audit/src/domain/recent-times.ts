const MOST_KEYS = 20_000;

interface Track {
  /** ms, oldest first. */
  readonly times: number[];
  toldAt: number;
}

/** Remembers when things happened, as long as that matters; the keys that were quiet longest are forgotten first. */
export class RecentTimes {
  readonly #tracks = new Map<string, Track>();

  /** How many within `windowMs`, when that is more than `most` and was not told within the window; otherwise undefined. */
  tipped(key: string, at: number, windowMs: number, most: number): number | undefined {
    const track = this.#trackOf(key);
    track.times.push(at);
    while (track.times.length > most + 1 || (track.times[0] ?? at) < at - windowMs) {
      track.times.shift();
    }
    if (track.times.length <= most || at - track.toldAt < windowMs) {
      return undefined;
    }
    track.toldAt = at;
    return track.times.length;
  }

  #trackOf(key: string): Track {
    const track = this.#tracks.get(key) ?? { times: [], toldAt: Number.NEGATIVE_INFINITY };
    this.#tracks.delete(key);
    this.#tracks.set(key, track);
    const [quietest] = this.#tracks.keys();
    if (this.#tracks.size > MOST_KEYS && quietest !== undefined) {
      this.#tracks.delete(quietest);
    }
    return track;
  }
}
