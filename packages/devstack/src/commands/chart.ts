import { inWorkspace, SOURCE_FLAGS } from '../stack/node-process.ts';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** Writes the chart's generated files, or with `--check` says what is stale among them. */
export const chart: Run = ({ args, stopped }) =>
  runTool({ name: 'node', args: [...SOURCE_FLAGS, inWorkspace('packages', 'deployment', 'src', 'main.ts'), ...args], stopped });
