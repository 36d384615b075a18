import { readFileSync } from 'node:fs';
import { inRepository } from '../../src/paths.ts';

/** The names of all settings, from the generated reference. */
export function settingsInReference(): Set<string> {
  const text = readFileSync(inRepository('docs/reference/settings.md'), 'utf8');
  return new Set([...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? ''));
}
