import type { Fault, Path } from './directory.ts';

/** Keys that are written in the file and mean nothing: a misspelt `closed` must not leave a pharmacy open. */
export function misspeltKeys(written: unknown, understood: unknown, path: Path = []): Fault[] {
  if (Array.isArray(written) && Array.isArray(understood)) {
    return written.flatMap((item, index) => misspeltKeys(item, understood[index], [...path, index]));
  }
  if (!(isRecord(written) && isRecord(understood))) {
    return [];
  }
  return Object.entries(written).flatMap(([key, value]) =>
    key in understood
      ? misspeltKeys(value, understood[key], [...path, key])
      : [{ path: [...path, key], reason: 'is not a known member' }],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
