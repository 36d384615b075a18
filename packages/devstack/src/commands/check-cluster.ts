import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** The chart on a real API server with its real admission; it is built from its Go module. Arguments go to Vitest. */
export const checkCluster: Run = ({ args, stopped }) =>
  runTool({ name: 'vitest', args: ['run', '--project', 'cluster', ...args], stopped });
