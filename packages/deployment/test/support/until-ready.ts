import { setTimeout as pause } from 'node:timers/promises';
import type { OwnedProcess } from '@officine/devstack';

const EVERY_MS = 100;
const TIMEOUT_MS = 90_000;

/** Asks `/readyz` until it says yes, and resolves with what it says; with its last answer, or the process's last words, where it never does. */
export async function untilReady(child: OwnedProcess, url: string): Promise<unknown> {
  let answer: unknown = 'nothing was answered';
  for (const until = Date.now() + TIMEOUT_MS; Date.now() < until; await pause(EVERY_MS)) {
    if (!child.running()) {
      return { ended: child.tail() };
    }
    try {
      const response = await fetch(url);
      answer = await response.json();
      if (response.ok) {
        return answer;
      }
    } catch {
      // It does not listen yet.
    }
  }
  return answer;
}
