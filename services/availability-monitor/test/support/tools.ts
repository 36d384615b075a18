import { existsSync } from 'node:fs';

/** A program of the system that a test needs. */
export interface Tool {
  readonly path: string;
  readonly isPresent: boolean;
  /** To stand behind a test's name: why it is skipped, or nothing. */
  readonly why: string;
}

/**
 * A program of Debian, or the one that the environment names. Throws when the environment names one that is not there: who asks for
 * a test must not be told that it passed when it was skipped.
 */
export function toolAt(variable: string, usual: string, debianPackage: string): Tool {
  const named = process.env[variable] || undefined;
  const path = named ?? usual;
  const isPresent = existsSync(path);
  if (named !== undefined && !isPresent) {
    throw new Error(`${variable} is ${named}, and there is no such file`);
  }
  const why = isPresent ? '' : ` (SKIPPED: there is no ${usual}; apt-get install ${debianPackage}, or name one by ${variable})`;
  return { path, isPresent, why };
}

export const CHROMIUM = toolAt('CHROMIUM_PATH', '/usr/bin/chromium', 'chromium');
export const PROMETHEUS = toolAt('PROMETHEUS_PATH', '/usr/bin/prometheus', 'prometheus');
export const PROMTOOL = toolAt('PROMTOOL_PATH', '/usr/bin/promtool', 'prometheus');
