const LUXEMBOURG = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Luxembourg',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The civil date in Luxembourg at an instant, `YYYY-MM-DD`. */
export function luxembourgDay(at: Date): string {
  return LUXEMBOURG.format(at);
}
