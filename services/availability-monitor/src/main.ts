import { runService } from '@officine/service-kit';
import { addComponents } from './components.ts';
import { loadConfig } from './config.ts';
import { composeMonitor, prepare } from './container.ts';

// Telemetry already runs: the image starts with `node --import @officine/telemetry/register`.
await runService('availability-monitor', async (context) => {
  const config = loadConfig();
  addComponents(composeMonitor(config, await prepare(config), context), context);
});
