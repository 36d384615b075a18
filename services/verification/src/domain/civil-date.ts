const LUXEMBOURG = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Luxembourg',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The civil date in Luxembourg at an instant (epoch milliseconds), `YYYY-MM-DD`: the calendar of contracts and entitlements. */
export function luxembourgDate(atMs: number): string {
  return LUXEMBOURG.format(atMs);
}
