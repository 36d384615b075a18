import { signerOf } from '@officine/audit';
import { runService } from '@officine/service-kit';
import { addComponents } from './components.ts';
import { loadConfig } from './config.ts';
import { composeAudit } from './container.ts';

// Telemetry already runs: the image starts with `node --import @officine/telemetry/register`.
await runService('audit', async (context) => {
  const config = loadConfig();
  addComponents(composeAudit(config, await signerOf(config.signingKey), context), context);
});
