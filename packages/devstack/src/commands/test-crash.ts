import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** The crash trials; each brings up a stack of its own, as its brokers are killed. Arguments go to Vitest. */
export const testCrash: Run = ({ args, stopped }) =>
  runTool({ name: 'vitest', args: ['run', '--project', 'crash', ...args], stopped });
