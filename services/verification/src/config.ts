import { kafka, loadSettings, mysecu, officine, type SettingsOf } from '@officine/service-kit';

const { httpPort, credentialsDir, modelsDir, tokenKeys, pseudonymKeys } = officine;

const schema = { kafka, mysecu, officine: { httpPort, credentialsDir, modelsDir, tokenKeys, pseudonymKeys } } as const;

/** What this service is told by its environment. */
export type Config = SettingsOf<typeof schema>;

/** Reads the environment, once. Throws a SettingsError that lists every problem. */
export function loadConfig(): Config {
  return loadSettings(schema);
}
