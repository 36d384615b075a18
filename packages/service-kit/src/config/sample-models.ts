import type { Environment } from '@officine/contracts';
import { SettingsError } from './settings-error.ts';

/** Throws `SettingsError` when exploitation would be asked by a message model that is a sample and not the CNS's (annex B; R3). */
export function refuseSamplesInExploitation(models: { readonly samples: readonly string[] }, environment: Environment): void {
  if (environment === 'exploitation' && models.samples.length > 0) {
    throw new SettingsError([`OFFICINE_MODELS_DIR holds samples, not the CNS's models: ${models.samples.join(', ')}`]);
  }
}
