import type { CheckResult, Settled } from '@officine/client';
import type { Stack } from '../stack/stack.ts';
import type { DemoQuestion } from './questions.ts';
import { showAnswer, showSettled } from './show.ts';
import type { DemoVendor } from './vendor.ts';

/** Short: somebody watches. */
const TIMEOUT_MS = 2_000;
const BACK_WITHIN_MS = 90_000;

/** What happened in an outage, for whoever judges the demonstration. */
export interface OutageSeen {
  /** What each check heard while mySecu was away. */
  readonly during: readonly CheckResult[];
  /** What it heard when mySecu was back. */
  readonly settled: readonly Settled[];
}

/**
 * Takes mySecu away, asks, brings it back, and waits for the true answers. `whileAway` runs before mySecu is brought back.
 * Undefined where the platform is not ours to break.
 */
export async function showOutage(
  stack: Stack,
  vendor: DemoVendor,
  questions: readonly DemoQuestion[],
  write: (text: string) => void,
  whileAway: () => Promise<void> = () => Promise.resolve(),
): Promise<OutageSeen | undefined> {
  const { controlUrl } = stack.simulator;
  if (controlUrl === null) {
    return undefined;
  }
  write('\nmySecu goes down: it answers every call with HTTP 503\n');
  await commit(controlUrl, 'POST', { kind: 'http-503', step: 'get' });
  const during = await vendor.ask(questions, {
    timeoutMs: TIMEOUT_MS,
    onAnswer: ({ title }, result, elapsedMs) => write(showAnswer(title, {}, result, elapsedMs)),
  });
  await whileAway();
  write('\nmySecu is back\n');
  await commit(controlUrl, 'DELETE');
  const owed = during.filter(({ outcome }) => outcome === 'degraded').map(({ requestId }) => requestId);
  const settled = await vendor.settledOf(owed, BACK_WITHIN_MS);
  for (const one of settled) {
    const index = during.findIndex(({ requestId }) => requestId === one.requestId);
    write(showSettled(questions[index]?.title ?? one.requestId, one));
  }
  return { during, settled };
}

async function commit(controlUrl: string, method: 'POST' | 'DELETE', fault?: object): Promise<void> {
  const response = await fetch(`${controlUrl}/faults`, { method, ...(fault && { body: JSON.stringify(fault) }) });
  if (!response.ok) {
    throw new Error(`the simulator's control port answered ${response.status}`);
  }
}
