import { settingsReference } from '@officine/service-kit';
import { asyncapi } from './asyncapi.ts';
import { burnRates } from './burn-rates.ts';
import { errorsPage } from './errors-page.ts';
import { eventSchemas } from './event-schemas.ts';
import type { GeneratedFile } from './generated-file.ts';
import { permissionsPage } from './permissions-page.ts';
import { requirementsPage } from './requirements-page.ts';
import { topicsPage } from './topics-page.ts';

/**
 * All of the reference: what derives from the contracts, the settings of every service, the burn rates of its promises,
 * and the tests that hold what the contracts oblige to.
 */
export function reference(): readonly GeneratedFile[] {
  return [
    topicsPage(),
    permissionsPage(),
    errorsPage(),
    asyncapi(),
    ...eventSchemas(),
    { path: 'settings.md', text: settingsReference() },
    burnRates(),
    requirementsPage(),
  ];
}
