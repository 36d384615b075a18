import { inWorkspace, SOURCE_FLAGS } from '../stack/node-process.ts';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** Hands over to packages/bench, dependencies being installed. */
export const bench: Run = ({ args, stopped }) =>
  runTool({ name: 'node', args: [...SOURCE_FLAGS, inWorkspace('packages', 'bench', 'src', 'main.ts'), ...args], stopped });
