import { runService } from '@officine/service-kit';
import { addComponents } from './components.ts';
import { loadConfig } from './config.ts';
import { composeVerification } from './container.ts';
import { openMySecu } from './outbound/open-mysecu.ts';

// Telemetry already runs: the image starts with `node --import @officine/telemetry/register`.
await runService('verification', async ({ logger, lifecycle, health, halt }) => {
  const config = loadConfig();
  const { gateway, credentialVersion, close } = await openMySecu(config);

  lifecycle.add('mysecu', { stop: close });
  addComponents(composeVerification({ config, logger, health, halt, mysecu: gateway, credentialVersion }), { lifecycle, health });
});
