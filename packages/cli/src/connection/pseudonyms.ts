import { loadSettings, officine, Pseudonymiser } from '@officine/service-kit';
import type { PseudonymOf } from '../control/change-person.ts';
import type { Io } from '../io.ts';

/** How users are named in the audit; undefined where OFFICINE_PSEUDONYM_KEYS_FILE is not set. Throws `SettingsError` when it is not right. */
export function pseudonymsIn({ env }: Io): PseudonymOf | undefined {
  const name = officine.pseudonymKeys.env;
  if (!env[name]) {
    return;
  }
  const { keys } = loadSettings({ keys: officine.pseudonymKeys }, { [name]: env[name] });
  const pseudonyms = new Pseudonymiser(keys);
  return (vendor, pharmacy, user) => pseudonyms.user(vendor, pharmacy, user);
}
