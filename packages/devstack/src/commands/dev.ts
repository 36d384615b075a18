import { statusPageOf } from '../demo/show-availability.ts';
import { STACK_FILE } from '../infrastructure/paths.ts';
import { PROBE_PHARMACY } from '../stack/monitor-plan.ts';
import { startStack } from '../stack/stack.ts';
import { keepStackFile } from '../stack/stack-file.ts';
import type { Run } from './command.ts';
import { keepUp } from './keep-up.ts';
import { untilStopped } from './until-stopped.ts';

/** Keeps the whole stack up and tells where it is in `.devstack/stack.json`. */
export const dev: Run = async ({ progress, stopped }) => {
  const stack = await startStack({ progress, probes: { pharmacy: PROBE_PHARMACY } });
  const file = keepStackFile();
  try {
    file.write(stack);
    progress.note(`Status page: ${statusPageOf(stack)}/`);
    progress.note(`Logs: ${stack.logsFolder}`);
    progress.note(`Ready: ${STACK_FILE}. Ctrl-C ends it.`);
    await Promise.all([
      untilStopped(stopped),
      keepUp(stack.serviceHandles(), { stopped, progress, changed: () => file.write(stack) }),
    ]);
    return 0;
  } finally {
    file.remove();
    progress.note('Stopping');
    await stack.stop();
  }
};
