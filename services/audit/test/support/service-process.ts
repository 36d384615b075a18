import { signerOf } from '@officine/audit';
import { runService } from '@officine/service-kit';
import { addComponents } from '../../src/components.ts';
import { loadConfig } from '../../src/config.ts';
import { composeAudit } from '../../src/container.ts';
import { namesWith } from '../../src/names.ts';

// The service in a process of its own, for tests that kill it; the prefix of its topics is the argument.
const [prefix] = process.argv.slice(2);
await runService('audit', async (context) => {
  const config = loadConfig();
  addComponents(composeAudit(config, await signerOf(config.signingKey), context, namesWith(prefix)), context);
});
