import { join } from 'node:path';
import { ROOT } from '../infrastructure/paths.ts';
import { type OwnedProcess, type ProcessOptions, startProcess } from '../infrastructure/processes.ts';

/** A TypeScript file to run, unbuilt. */
export type NodeProcessOptions = Omit<ProcessOptions, 'command' | 'args'> & {
  readonly script: string;
  readonly args?: readonly string[];
  /** Loads OpenTelemetry before the script. */
  readonly telemetry?: boolean;
  /** Flags of Node beside those of all. */
  readonly flags?: readonly string[];
};

/** The flags with which all of Officine runs from its sources. */
export const SOURCE_FLAGS = ['--conditions=@officine/source', '--disable-warning=TimeoutNegativeWarning'] as const;

/** Starts a TypeScript file as a process of its own, with the Node that runs this one. */
export function startNode({ script, args = [], telemetry = false, flags = [], ...rest }: NodeProcessOptions): OwnedProcess {
  const preload = telemetry ? ['--import', '@officine/telemetry/register'] : [];
  return startProcess({
    cwd: ROOT,
    ...rest,
    command: process.execPath,
    args: [...SOURCE_FLAGS, ...flags, ...preload, script, ...args],
  });
}

/** The file of a workspace. */
export function inWorkspace(...path: string[]): string {
  return join(ROOT, ...path);
}
