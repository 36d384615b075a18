import { InvalidArgumentError } from 'commander';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** An option's value as an instant: RFC 3339, or a time from now such as `2h`. */
export function timeOption(text: string): Date {
  const span = /^(\d+)(m|h|d)$/.exec(text);
  const at = span === null ? new Date(text) : new Date(Date.now() + Number(span[1]) * UNIT_MS[span[2] as keyof typeof UNIT_MS]);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('must be a time such as 2026-11-24T10:00:00Z, or a span such as 30m, 2h, 7d.');
  }
  return at;
}
