/** Random numbers that a seed repeats, so that a failed run can be run again. */
export interface Seeded {
  readonly seed: number;
  /** A whole number of `from` to `to`, both included. */
  between(from: number, to: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Seeded by `CRASH_SEED`, else by chance; the seed is printed either way. */
export function seeded(what: string): Seeded {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`${what}: CRASH_SEED=${seed}\n`);
  const next = mulberry32(seed);
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    seed,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) {
        throw new RangeError('nothing to pick from');
      }
      return item;
    },
  };
}

/** Mulberry32: small, well spread, and the same on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
