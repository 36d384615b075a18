import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** The trials of tenancy; each brings up a stack of its own. Arguments go to Vitest. */
export const testTenancy: Run = ({ args, stopped }) =>
  runTool({ name: 'vitest', args: ['run', '--project', 'tenancy', ...args], stopped });
