const LUXEMBOURG = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Luxembourg',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const MINUTE_MS = 60_000;

/** The last answer: every check asks for today, twice, and days change on the minute. */
let last = { minute: Number.NaN, date: '' };

/** The civil date in Luxembourg at an instant (epoch milliseconds), `YYYY-MM-DD`: the calendar of contracts and entitlements. */
export function luxembourgDate(atMs: number): string {
  const minute = Math.floor(atMs / MINUTE_MS);
  if (minute !== last.minute) {
    last = { minute, date: LUXEMBOURG.format(atMs) };
  }
  return last.date;
}
