import { runDemo } from '../demo/demo.ts';
import { startStack } from '../stack/stack.ts';
import type { Run } from './command.ts';

/** Starts everything, asks each kind of question once, shows the answers and a trace, and ends everything. */
export const demo: Run = async ({ progress }) => {
  const stack = await startStack({ progress });
  try {
    const surprises = await progress.step('Ask', () => runDemo(stack, (text) => process.stdout.write(text)));
    progress.note(`Logs: ${stack.logsFolder}`);
    return surprises === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
};
