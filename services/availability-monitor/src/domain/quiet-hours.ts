/** Hours in which no notice is sent, `HH:MM` in Europe/Luxembourg; may pass midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const LOCAL_TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Luxembourg',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When a notice that is due at `atMs` may leave: at once, or when the quiet hours end. */
export function sendableAt(atMs: number, quiet: QuietHours | undefined): number {
  if (quiet === undefined || !isQuiet(atMs, quiet)) {
    return atMs;
  }
  // Minute by minute, as a day may have 23 or 25 hours.
  const wholeMinuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  for (let minute = 1; minute <= DAY_MINUTES + 60; minute += 1) {
    const laterMs = wholeMinuteMs + minute * MINUTE_MS;
    if (!isQuiet(laterMs, quiet)) {
      return laterMs;
    }
  }
  return atMs;
}

function isQuiet(atMs: number, { from, to }: QuietHours): boolean {
  const now = LOCAL_TIME.format(atMs);
  return from <= to ? from <= now && now < to : now >= from || now < to;
}
