import { allSettings } from './all-settings.ts';
import { platformProblems } from './mysecu-platform.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Kubernetes gives every process the addresses of all services of its namespace, under names that we did not choose. */
const KUBERNETES = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\w+)?)$/;

/** Problems beyond a single setting, of a process that declares `declared`. */
export function problemsOf(env: Env, declared: ReadonlySet<string>): string[] {
  return [
    ...secretsGivenAsValues(env),
    ...undeclared(env),
    ...(declared.has('MYSECU_ENVIRONMENT') ? platformProblems(env) : []),
    ...(declared.has('KAFKA_BROKERS') ? incompleteLogin(env) : []),
  ];
}

/** A misspelt setting must not be silently without effect. */
function undeclared(env: Env): string[] {
  const known = new Set(allSettings.flatMap(({ env: name }) => [name, withoutFile(name) ?? name]));
  return Object.keys(env)
    .filter((name) => /^(MYSECU|OFFICINE)_/.test(name) && !known.has(name) && !KUBERNETES.test(name))
    .map((name) => `${name} is not a setting`);
}

/** A process list, a crash dump or `kubectl describe` shows values: what a file should hold is refused as a value. */
function secretsGivenAsValues(env: Env): string[] {
  return allSettings.flatMap(({ env: name }) => {
    const value = withoutFile(name);
    if (value !== undefined && env[value]) {
      return [`${value} is not a setting: give a file, in ${name}`];
    }
    return value !== undefined && /-----BEGIN|^\s*\{/.test(env[name] ?? '')
      ? [`${name} must name a file, not hold its content`]
      : [];
  });
}

function incompleteLogin(env: Env): string[] {
  const parts = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD_FILE'];
  const missing = parts.filter((name) => !env[name]);
  const login =
    missing.length === 0 || missing.length === parts.length
      ? []
      : missing.map((name) => `${name} is missing beside the other KAFKA_SASL_*`);
  const key =
    !env['KAFKA_SSL_CERT_FILE'] === !env['KAFKA_SSL_KEY_FILE'] ? [] : ['KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE go together'];
  return [...login, ...key];
}

function withoutFile(name: string): string | undefined {
  return name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : undefined;
}
