import { readFileSync } from 'node:fs';
import {
  elsewhere,
  existingFile,
  kafka,
  loadSettings,
  mysecu,
  mysecuPlatform,
  officine,
  optional,
  pemFile,
  port,
  SettingsError,
  type SettingsOf,
  secretFile,
  text,
  url,
  withDefault,
} from '@officine/service-kit';
import { type Plan, PlanError, readPlan } from './plan.ts';

const schema = {
  kafka,
  mysecu,
  httpPort: officine.httpPort,
  mongodbUri: elsewhere.mongodbUri,
  credentialsDir: officine.credentialsDir,
  modelsDir: officine.modelsDir,
  statusPort: optional(
    'OFFICINE_MONITOR_PORT',
    port,
    'Where the status page is served; 8081, or any free port in a custom environment',
  ),
  planFile: optional('OFFICINE_MONITOR_FILE', existingFile, 'Probes, thresholds, objective, recipients; YAML'),
  operatorToken: optional('OFFICINE_MONITOR_TOKEN_FILE', secretFile, 'Bearer token of operators; without it nobody writes notes'),
  smtp: {
    host: optional('OFFICINE_SMTP_HOST', text, 'Mail server of notices'),
    port: withDefault('OFFICINE_SMTP_PORT', port, '587', '465 is TLS from the first byte, anything else demands STARTTLS'),
    username: optional('OFFICINE_SMTP_USERNAME', text, 'Whom we log in as'),
    password: optional('OFFICINE_SMTP_PASSWORD_FILE', secretFile, 'The password, in a file'),
    ca: optional('OFFICINE_SMTP_CA_FILE', pemFile, "Who signed the mail server's certificate, where it is nobody public"),
  },
  webhook: {
    url: optional('OFFICINE_WEBHOOK_URL', url('https', 'http'), 'Where notices are posted'),
    secret: optional('OFFICINE_WEBHOOK_SECRET_FILE', secretFile, 'Signs the posts'),
  },
} as const;

/** What this service is configured with. */
export type Config = SettingsOf<typeof schema> & { readonly plan: Plan };

/** Reads the environment, once. Throws `SettingsError` with every problem at once. */
export function loadConfig(env?: Readonly<Record<string, string | undefined>>): Config {
  const settings = loadSettings(schema, env);
  const { webhook, smtp, planFile } = settings;
  const plan = planOf(planFile, mysecuPlatform(settings.mysecu).environment);
  const problems = [
    ...((webhook.url === undefined) === (webhook.secret === undefined)
      ? []
      : ['OFFICINE_WEBHOOK_URL and OFFICINE_WEBHOOK_SECRET_FILE go together']),
    ...(smtp.host !== undefined && plan.mail === undefined
      ? ['OFFICINE_SMTP_HOST needs mail.from and mail.to in OFFICINE_MONITOR_FILE']
      : []),
    ...(plan.helpDesk.send && smtp.host === undefined ? ['helpDesk.send needs OFFICINE_SMTP_HOST'] : []),
  ];
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return { ...settings, plan };
}

/** The port of the status page. */
export function statusPortOf({ statusPort, mysecu: { environment } }: Config): number {
  return statusPort ?? (environment === 'custom' ? 0 : 8_081);
}

function planOf(path: string | undefined, environment: ReturnType<typeof mysecuPlatform>['environment']): Plan {
  try {
    return readPlan(path === undefined ? '' : readFileSync(path, 'utf8'), environment);
  } catch (error) {
    throw error instanceof PlanError ? new SettingsError([error.message]) : error;
  }
}
