const LUXEMBOURG = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Luxembourg',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const MINUTE_MS = 60_000;

/** The last answer: writing a date takes longer than all else that is done with it, and days change on the minute. */
let last = { minute: Number.NaN, day: '' };

/** The civil date in Luxembourg at an instant, `YYYY-MM-DD`. */
export function luxembourgDay(at: Date): string {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  if (minute !== last.minute) {
    last = { minute, day: LUXEMBOURG.format(at) };
  }
  return last.day;
}
