import { fileURLToPath } from 'node:url';
import { type OwnedProcess, untilReady } from '../infrastructure/processes.ts';
import { startNode } from './node-process.ts';
import type { SimulatorMessage, SimulatorStarted } from './simulator-messages.ts';

/** The simulator's process. */
export interface RunningSimulator extends SimulatorStarted {
  readonly process: OwnedProcess;
}

/** Starts the simulator as a process; listens when this resolves. Thrown when it cannot: ProcessFailed. */
export async function startSimulatorProcess(options: SimulatorMessage['options'], logFile: string): Promise<RunningSimulator> {
  const started = Promise.withResolvers<SimulatorStarted>();
  const child = startNode({
    name: 'the simulator',
    script: fileURLToPath(new URL('./simulator-process.ts', import.meta.url)),
    logFile,
    onMessage: (message) => started.resolve(message as SimulatorStarted),
  });
  child.send({ options } satisfies SimulatorMessage);
  return { ...(await untilReady(child, () => started.promise)), process: child };
}
