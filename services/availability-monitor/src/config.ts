import { readFileSync } from 'node:fs';
import {
  elsewhere,
  kafka,
  loadSettings,
  monitor,
  mysecu,
  mysecuPlatform,
  officine,
  SettingsError,
  type SettingsOf,
} from '@officine/service-kit';
import { type Plan, PlanError, readPlan } from './plan.ts';

const schema = {
  kafka,
  mysecu,
  httpPort: officine.httpPort,
  mongodbUri: elsewhere.mongodbUri,
  credentialsDir: officine.credentialsDir,
  modelsDir: officine.modelsDir,
  ...monitor,
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
