/** Thrown when a process cannot start with the settings it has; `problems` lists all of them, none quoting a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`${problems.length === 1 ? '1 problem' : `${problems.length} problems`} with the settings: ${problems.join('; ')}`);
    this.problems = problems;
  }
}
