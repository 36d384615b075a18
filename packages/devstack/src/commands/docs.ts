import { inWorkspace, SOURCE_FLAGS } from '../stack/node-process.ts';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** The generator of docs/reference. */
export const GENERATOR: readonly string[] = [...SOURCE_FLAGS, inWorkspace('packages', 'devstack', 'src', 'docs', 'main.ts')];

/** What of the Helm chart derives from contracts and rules; its rendered examples are `npm run chart`'s, as they need Helm. */
const CHART: readonly string[] = [...SOURCE_FLAGS, inWorkspace('packages', 'deployment', 'src', 'main.ts'), '--derived'];

/** Writes docs/reference and what of the chart derives from the same sources, or with `--check` says what is stale. */
export const docs: Run = async ({ args, stopped }) => {
  const reference = await runTool({ name: 'node', args: [...GENERATOR, ...args], stopped });
  return (await runTool({ name: 'node', args: [...CHART, ...args], stopped })) || reference;
};
