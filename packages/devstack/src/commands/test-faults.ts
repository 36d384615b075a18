import { parseArgs } from 'node:util';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

/** Those of our own; everything else goes to Vitest, for example the name of a file. */
const OWN = { rounds: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' } } as const;
const VARIABLES = { rounds: 'FAULTS_ROUNDS', only: 'FAULTS_ONLY', seed: 'CRASH_SEED' } as const;

/** The trials with faults; each file brings up a stack of its own, as parts of it are broken. */
export const testFaults: Run = ({ args, stopped }) => {
  const { env, rest } = splitArguments(args);
  return runTool({ name: 'vitest', args: ['run', '--project', 'faults', ...rest], env, stopped });
};

/** What of the arguments is ours, as environment variables of the trials, and what is Vitest's. */
export function splitArguments(args: readonly string[]): { env: Record<string, string>; rest: string[] } {
  const { tokens } = parseArgs({ args: [...args], options: OWN, strict: false, tokens: true, allowPositionals: true });
  const env: Record<string, string> = {};
  const ours = new Set<number>();
  for (const token of tokens) {
    if (token.kind === 'option' && Object.hasOwn(VARIABLES, token.name) && token.value !== undefined) {
      env[VARIABLES[token.name as keyof typeof VARIABLES]] = token.value;
      ours.add(token.index);
      if (token.inlineValue === false) {
        ours.add(token.index + 1);
      }
    }
  }
  return { env, rest: args.filter((_, index) => !ours.has(index)) };
}
