import { parseArgs } from 'node:util';

/** How long and how much is measured. */
export interface TouchOptions {
  /** Seconds of each steady phase. */
  readonly seconds: number;
  /** The large backlog. */
  readonly backlog: number;
}

/** Reads `--seconds` (30) and `--backlog` (50000), for a machine with less patience. Thrown when a value is no whole number above 0: RangeError. */
export function touchOptions(args: readonly string[]): TouchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: { type: 'string', default: '30' }, backlog: { type: 'string', default: '50000' } },
  });
  return { seconds: whole('seconds', values.seconds), backlog: whole('backlog', values.backlog) };
}

function whole(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new RangeError(`--${name} must be a whole number above 0`);
  return Number(value);
}
