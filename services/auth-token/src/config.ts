import { kafka, loadSettings, mysecu, mysecuPlatform, officine, type SettingsOf } from '@officine/service-kit';

const schema = {
  kafka,
  mysecu,
  httpPort: officine.httpPort,
  credentialsDir: officine.credentialsDir,
  tokenKeys: officine.tokenKeys,
} as const;

/** What this service is configured with. */
export type Config = SettingsOf<typeof schema>;

/** Reads the environment. Throws `SettingsError` with every problem at once. */
export function loadConfig(env?: Readonly<Record<string, string | undefined>>): Config {
  return loadSettings(schema, env);
}

/**
 * Calls a second that this service may make: nine tenths of the tenth of the platform's rate that is set aside for it and for the
 * monitor's probes (architecture, rate and breaker).
 */
export function callsPerSecond({ mysecu: { ratePerSecond } }: Config): number {
  return ratePerSecond * 0.1 * 0.9;
}

/** The platform that the configuration leads to. */
export function platformOf(config: Config) {
  return mysecuPlatform(config.mysecu);
}
