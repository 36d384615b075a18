import type { Run } from './command.ts';
import { GENERATOR } from './docs.ts';
import { runTool, type Tool } from './run-tool.ts';

const CHECKS = [
  { title: 'Format and lint', name: 'biome', args: ['ci', '.'] },
  { title: 'Types', name: 'tsc', args: ['-p', 'tsconfig.json'] },
  {
    title: 'Dependency directions',
    name: 'turbo',
    args: ['boundaries'],
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  },
  { title: 'Generated documents', name: 'node', args: [...GENERATOR, '--check'] },
  { title: 'Unit tests', name: 'vitest', args: ['run', '--project', 'unit'] },
] as const;

/** What every change must pass, without Kafka or MongoDB. All are run, so that one look shows everything. */
export const check: Run = async ({ progress, stopped }) => {
  const failed: string[] = [];
  for (const { title, ...tool } of CHECKS) {
    try {
      await progress.step(title, () => passing({ ...tool, stopped }));
    } catch (error) {
      if (stopped.aborted) {
        throw error;
      }
      failed.push(title);
    }
  }
  progress.note(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
};

async function passing(tool: Tool): Promise<void> {
  const code = await runTool(tool);
  if (code !== 0) {
    throw new Error(`${tool.name} ended with ${code}`);
  }
}
