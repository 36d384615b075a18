import convict from 'convict';
import { problemsOf } from './rules.ts';
import { isSetting, type Setting, type SettingsOf, type SettingsSchema, settingsIn } from './setting.ts';
import { SettingsError } from './settings-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads a schema from the environment, once, into a frozen object. Throws `SettingsError` with every problem at once: missing,
 * badly formed and undeclared settings, secrets given as values, addresses that do not fit their environment.
 */
export function loadSettings<const S extends SettingsSchema>(schema: S, env: Env = process.env): SettingsOf<S> {
  // An empty variable is how charts and compose files say "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const problems: string[] = [];
  const config = convict<Record<string, unknown>>(convictSchema(schema, problems), { env: given as NodeJS.ProcessEnv, args: [] });
  try {
    config.validate({ allowed: 'strict' });
  } catch (error) {
    if (problems.length === 0) {
      throw error;
    }
  }
  const declared = new Set(settingsIn(schema).map((setting) => setting.env));
  const all = [
    ...problems,
    ...problemsOf(given, declared).filter((problem) => !problems.some((known) => sameSetting(known, problem))),
  ];
  if (all.length > 0) {
    throw new SettingsError(all);
  }
  return valuesOf(schema, config.getProperties()) as SettingsOf<S>;
}

function convictSchema(schema: SettingsSchema, problems: string[]): convict.Schema<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schema).map(([name, part]) => [
      name,
      isSetting(part) ? convictEntry(part, problems) : convictSchema(part, problems),
    ]),
  );
}

function convictEntry(setting: Setting<unknown>, problems: string[]): convict.SchemaObj<unknown> {
  const { env, doc, fallback, secret } = setting;
  const format = (value: unknown) => {
    const problem = problemOf(setting, value);
    if (problem !== undefined) {
      problems.push(`${env} ${problem}`);
      throw new Error(problem);
    }
  };
  return { doc, env, default: fallback, sensitive: secret, format };
}

function problemOf({ format, required }: Setting<unknown>, value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return required ? `is missing: ${format.name}` : undefined;
  }
  try {
    format.read(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
}

function valuesOf(schema: SettingsSchema, texts: Record<string, unknown>): Record<string, unknown> {
  const values = Object.entries(schema).map(([name, part]) => {
    const text = texts[name];
    if (isSetting(part)) {
      return [name, typeof text === 'string' ? part.format.read(text) : undefined];
    }
    return [name, valuesOf(part, text as Record<string, unknown>)];
  });
  return Object.freeze(Object.fromEntries(values));
}

function sameSetting(one: string, other: string): boolean {
  return one.split(' ', 1)[0] === other.split(' ', 1)[0];
}
