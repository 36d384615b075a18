import { cutoffOf } from '@officine/audit';
import { type Environment, environment } from '@officine/contracts';
import {
  elsewhere,
  type Format,
  kafka,
  loadSettings,
  officine,
  SettingsError,
  type SettingsOf,
  withDefault,
} from '@officine/service-kit';

/** Read at the start, so that a purge a day later does not fail on it. */
const period: Format<string> = {
  name: 'an ISO 8601 period of years, months, weeks and days',
  read: (text) => {
    cutoffOf(text, new Date());
    return text;
  },
};

const { auditRetention } = elsewhere;

const schema = {
  kafka,
  httpPort: officine.httpPort,
  apiPort: elsewhere.auditApiPort,
  mongodbUri: elsewhere.mongodbUri,
  witnessFile: elsewhere.auditWitnessFile,
  signingKey: elsewhere.auditSigningKey,
  retention: withDefault(auditRetention.env, period, 'P13M', auditRetention.doc),
  oidcIssuer: elsewhere.oidcIssuer,
} as const;

/** What this service is configured with. */
export type Config = SettingsOf<typeof schema> & { readonly environment: Environment };

/**
 * Reads the environment. Throws `SettingsError` with every problem at once. `MYSECU_ENVIRONMENT` is read by itself: the audit
 * calls nobody at mySecu, so it needs none of the addresses that go with it.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const named = environment.safeParse(env['MYSECU_ENVIRONMENT']);
  const problems = named.success ? [] : ['MYSECU_ENVIRONMENT must be one of certification, exploitation, custom'];
  try {
    const settings = loadSettings(schema, env);
    if (named.success) {
      return Object.freeze({ ...settings, environment: named.data });
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    problems.push(...error.problems);
  }
  throw new SettingsError(problems);
}
