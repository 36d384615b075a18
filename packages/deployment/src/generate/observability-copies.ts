import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHART, inRepository } from '../paths.ts';
import type { GeneratedFile } from './generated-file.ts';

const SOURCES = [
  { folder: 'deploy/observability/prometheus', ending: '.rules.yaml' },
  { folder: 'deploy/observability/grafana', ending: '.json' },
] as const;

/** A chart cannot hold what is outside of its folder: rules and dashboards are copied into it, to the byte. */
export function observabilityCopies(): GeneratedFile[] {
  return SOURCES.flatMap(({ folder, ending }) =>
    readdirSync(inRepository(folder))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => ({
        path: join(CHART, 'files/observability', basename(name)),
        text: readFileSync(inRepository(folder, name), 'utf8'),
      })),
  );
}
