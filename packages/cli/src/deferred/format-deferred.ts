import type { CheckDeferred } from '@officine/contracts';
import { table } from '../output/table.ts';

/** The backlog in one line for each vendor, check and cause; nobody is named, as an operator needs no patient. */
export function summariseDeferred(checks: readonly CheckDeferred[], now: Date): string {
  const groups = Map.groupBy(checks, ({ vendor, request, code, lane }) => [vendor, request.check, code, lane ?? ''].join('\n'));
  const rows = [...groups].map(([name, members]) => {
    const [vendor = '', check = '', code = '', lane = ''] = name.split('\n');
    return [
      vendor,
      `${check}${lane && ` (${lane})`}`,
      code,
      String(members.length),
      ageOf(earliest(members, 'receivedAt'), now),
      earliest(members, 'dueAt'),
      earliest(members, 'until'),
    ];
  });
  rows.sort((one, other) => one.join().localeCompare(other.join()));
  return table(['VENDOR', 'CHECK', 'WHY', 'CHECKS', 'OLDEST', 'NEXT DUE', 'NEXT END'], rows);
}

/** Each check by its request id, oldest first. */
export function listDeferred(checks: readonly CheckDeferred[], now: Date): string {
  return table(
    ['VENDOR', 'REQUEST', 'PHARMACY', 'CHECK', 'WHY', 'ATTEMPTS', 'AGE', 'DUE', 'ENDS'],
    checks.map(({ vendor, requestId, request, code, attempt, receivedAt, dueAt, until }) => [
      ...[vendor, requestId, request.pharmacy, request.check, code, String(attempt)],
      ...[ageOf(receivedAt, now), dueAt, until],
    ]),
  );
}

/** The same for programs, without the question: it is about a person. */
export function deferredAsJson(checks: readonly CheckDeferred[]): string {
  const shown = checks.map(({ vendor, requestId, request, code, attempt, receivedAt, dueAt, until, lane }) => ({
    ...{ vendor, requestId, pharmacy: request.pharmacy, check: request.check, code, attempt, receivedAt, dueAt, until },
    ...(lane && { lane }),
  }));
  return JSON.stringify(shown, null, 2);
}

function earliest(checks: readonly CheckDeferred[], of: 'receivedAt' | 'dueAt' | 'until'): string {
  return checks.map((check) => check[of]).reduce((first, next) => (next < first ? next : first));
}

function ageOf(instant: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(instant)) / 1_000));
  if (seconds < 120) {
    return `${seconds} s`;
  }
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
