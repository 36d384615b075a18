import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../stack/stack.ts';

/** An incident as the monitor's API tells it. */
interface Incident {
  readonly id: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly components: readonly string[];
  readonly timeline: readonly {
    readonly at: string;
    readonly component?: string;
    readonly state?: string;
    readonly cause?: string;
    readonly note?: string;
  }[];
}

const LOOK_EVERY_MS = 500;

/** Where the status page of mySecu's availability is; undefined in a stack without a monitor. */
export function statusPageOf({ services }: Pick<Stack, 'services'>): string | undefined {
  return services['availability-monitor']?.statusUrl;
}

/** Prints where the status page is. */
export function showStatusPage(stack: Pick<Stack, 'services'>, write: (text: string) => void): void {
  const page = statusPageOf(stack);
  if (page !== undefined) {
    write(`\n◇ Whether mySecu answers, for people: ${page}/ (API ${page}/api/v1, metrics ${page}/metrics)\n`);
  }
}

/** Resolves with true as soon as the monitor says that mySecu as a whole is in this state, with false after `timeoutMs`. */
export async function untilMonitorSays(
  stack: Pick<Stack, 'services'>,
  state: 'up' | 'down',
  timeoutMs: number,
): Promise<boolean> {
  const says = async () => {
    const found = await ask<{ components: { component: string; state: string }[] }>(stack, '/api/v1/status');
    return found?.components.some((one) => one.component === 'overall' && one.state === state) === true;
  };
  return await within(timeoutMs, says);
}

/** Prints the monitor's latest incident with its timeline, once it is closed or `timeoutMs` have passed; nothing where there was none. */
export async function showIncident(
  stack: Pick<Stack, 'services'>,
  write: (text: string) => void,
  timeoutMs = 30_000,
): Promise<void> {
  let incident: Incident | undefined;
  await within(timeoutMs, async () => {
    incident = (await ask<{ incidents: Incident[] }>(stack, '/api/v1/incidents'))?.incidents[0];
    return incident?.closedAt !== null;
  });
  if (incident === undefined) {
    return;
  }
  const { id, openedAt, closedAt, components, timeline } = incident;
  write(`\n◆ Incident ${id}, as the monitor saw it by itself\n`);
  write(`   ${components.join(', ')} down from ${openedAt} ${closedAt === null ? 'on' : `to ${closedAt}`}\n`);
  for (const { at, component, state, cause, note } of timeline) {
    write(`   ${at}  ${note ?? `${component} ${state}${cause === undefined ? '' : ` (${cause})`}`}\n`);
  }
  write(`   ${statusPageOf(stack)}/#${id}\n`);
}

async function ask<T>(stack: Pick<Stack, 'services'>, path: string): Promise<T | undefined> {
  const answer = await fetch(`${statusPageOf(stack)}${path}`);
  return answer.ok ? ((await answer.json()) as T) : undefined;
}

async function within(timeoutMs: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const untilMs = performance.now() + timeoutMs; performance.now() < untilMs; await delay(LOOK_EVERY_MS)) {
    if (await holds().catch(() => false)) {
      return true;
    }
  }
  return false;
}
