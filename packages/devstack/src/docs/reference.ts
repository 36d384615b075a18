import { settingsReference } from '@officine/service-kit';
import { asyncapi } from './asyncapi.ts';
import { errorsPage } from './errors-page.ts';
import { eventSchemas } from './event-schemas.ts';
import type { GeneratedFile } from './generated-file.ts';
import { topicsPage } from './topics-page.ts';

/** All of the reference: what derives from the contracts, and the settings of every service. */
export function reference(): readonly GeneratedFile[] {
  return [topicsPage(), errorsPage(), asyncapi(), ...eventSchemas(), { path: 'settings.md', text: settingsReference() }];
}
