import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The chart, below the root. */
export const CHART = 'deploy/helm/officine';

/** A file or folder of the clone. */
export function inRepository(...path: string[]): string {
  return join(ROOT, ...path);
}
