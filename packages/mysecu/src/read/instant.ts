const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Reads an `xs:dateTime` with a time zone; undefined for anything else, since an instant without a zone is a guess. */
export function readInstant(text: string | undefined): Date | undefined {
  const trimmed = text?.trim() ?? '';
  if (!DATE_TIME.test(trimmed)) return undefined;
  const instant = new Date(trimmed);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
