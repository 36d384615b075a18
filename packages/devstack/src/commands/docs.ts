import { inWorkspace, SOURCE_FLAGS } from '../stack/node-process.ts';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** The generator of docs/reference. */
export const GENERATOR: readonly string[] = [...SOURCE_FLAGS, inWorkspace('packages', 'devstack', 'src', 'docs', 'main.ts')];

/** Writes docs/reference, or with `--check` says what is stale in it. */
export const docs: Run = ({ args, stopped }) => runTool({ name: 'node', args: [...GENERATOR, ...args], stopped });
