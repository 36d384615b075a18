/** How the text of a setting is read. */
export interface Format<T> {
  /** In words, for the reference: "an https URL". */
  readonly name: string;
  /** Throws an `Error` that says what the text must be; the message never quotes the text. */
  readonly read: (text: string) => T;
}

/** One environment variable, declared once: validation, the typed value and `docs/reference/settings.md` derive from it. */
export interface Setting<T> {
  readonly env: string;
  readonly doc: string;
  readonly format: Format<T>;
  /** In the variable's own text form; null: none. */
  readonly fallback: string | null;
  readonly required: boolean;
  /** The content of the file that the variable names is secret. */
  readonly secret: boolean;
}

/** Settings, nested as the service wants to read them. */
export interface SettingsSchema {
  readonly [name: string]: Setting<unknown> | SettingsSchema;
}

/** The typed values of a schema. */
export type SettingsOf<S> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : SettingsOf<S[K]>;
};

/** A setting without which nothing starts. */
export function required<T>(env: string, format: Format<T>, doc: string): Setting<T> {
  return { env, doc, format, fallback: null, required: true, secret: isSecret(format) };
}

/** A setting that may be absent. */
export function optional<T>(env: string, format: Format<T>, doc: string): Setting<T | undefined> {
  return { env, doc, format, fallback: null, required: false, secret: isSecret(format) };
}

/** A setting with a safe default, given in the variable's own text form. */
export function withDefault<T>(env: string, format: Format<T>, fallback: string, doc: string): Setting<T> {
  return { env, doc, format, fallback, required: false, secret: isSecret(format) };
}

/** Whether a part of a schema is a setting rather than a group of them. */
export function isSetting(part: Setting<unknown> | SettingsSchema): part is Setting<unknown> {
  return typeof part['env'] === 'string';
}

/** All settings of a schema. */
export function settingsIn(schema: SettingsSchema): Setting<unknown>[] {
  return Object.values(schema).flatMap((part) => (isSetting(part) ? [part] : settingsIn(part)));
}

function isSecret(format: Format<unknown>): boolean {
  return format.name.startsWith('a secret');
}
