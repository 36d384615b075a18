import { runDemo } from '../demo/demo.ts';
import { showIncident, showStatusPage } from '../demo/show-availability.ts';
import { PROBE_PHARMACY } from '../stack/monitor-plan.ts';
import { startStack } from '../stack/stack.ts';
import type { Run } from './command.ts';

/** Starts everything, asks each kind of question once, shows the answers and a trace, takes mySecu away and back, ends everything. */
export const demo: Run = async ({ progress }) => {
  const write = (text: string) => void process.stdout.write(text);
  const stack = await startStack({
    progress,
    // Looked at every two seconds, an outage of half a minute is an incident.
    probes: { pharmacy: PROBE_PHARMACY, intervalMs: 2_000 },
    // Checks are asked again no earlier than budget and call time-out: somebody watches, so that is soon.
    settings: { MYSECU_CONNECT_TIMEOUT_MS: '1000', MYSECU_READ_TIMEOUT_MS: '3000' },
  });
  try {
    showStatusPage(stack, write);
    const surprises = await progress.step('Ask', () => runDemo(stack, write));
    await showIncident(stack, write);
    progress.note(`Logs: ${stack.logsFolder}`);
    return surprises === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
};
