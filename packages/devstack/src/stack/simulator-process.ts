// A process of its own: what it costs to verify and sign must not be measured as ours, and it can be killed.
import { startSimulator } from '@officine/mysecu-simulator';
import type { SimulatorMessage, SimulatorStarted } from './simulator-messages.ts';

process.on('message', (message: SimulatorMessage) => {
  void start(message);
});
// Whoever started us is gone: nobody needs a simulator any more.
process.on('disconnect', () => process.exit(0));

async function start({ options }: SimulatorMessage): Promise<void> {
  const { serviceUrl, tokenUrl, idpUrl, idpDestination, controlUrl, ...simulator } = await startSimulator(options);
  process.on('SIGTERM', () => void simulator.close().finally(() => process.exit(0)));
  const started: SimulatorStarted = { serviceUrl, tokenUrl, idpUrl, idpDestination, controlUrl };
  process.send?.(started);
}
