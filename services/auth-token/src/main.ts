import { runService } from '@officine/service-kit';
import { addComponents } from './components.ts';
import { loadConfig } from './config.ts';
import { composeAuthToken, mysecuOf } from './container.ts';

// Telemetry already runs: the image starts with `node --import @officine/telemetry/register`.
await runService('auth-token', async (context) => {
  const config = loadConfig();
  addComponents(composeAuthToken(config, await mysecuOf(config), context), context);
});
