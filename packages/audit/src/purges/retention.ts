/** Thrown when a retention is no ISO 8601 period of years, months, weeks and days, such as P13M. */
export class RetentionError extends Error {
  override readonly name = 'RetentionError';
}

const PERIOD = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

/** The instant before which things have expired, `retention` (ISO 8601) being counted back from `now`, in UTC. */
export function cutoffOf(retention: string, now: Date): Date {
  const found = PERIOD.exec(retention);
  if (found === null) {
    throw new RetentionError(`${retention} is no period such as P13M or P400D`);
  }
  const [years, months, weeks, days] = found.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number];
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth() - years * 12 - months;
  // 31 March less one month is the last day of February, not the third of March.
  const lastDay = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
  const day = Math.min(now.getUTCDate(), lastDay) - weeks * 7 - days;
  const cutoff = new Date(now);
  cutoff.setUTCFullYear(Math.floor(month / 12), month % 12, day);
  return cutoff;
}
