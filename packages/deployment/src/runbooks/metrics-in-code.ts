import { readdirSync, readFileSync } from 'node:fs';
import { inRepository } from '../paths.ts';

/** Prometheus' names of every metric that a source file names, without the endings that the exporter adds. */
export function metricsInCode(): Set<string> {
  const names = ['packages', 'services'].flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('node_modules'))
      .flatMap((path) => [...readFileSync(inRepository(folder, path), 'utf8').matchAll(/'(officine[._][\w.]+)'/g)])
      .map(([, name]) => (name ?? '').replaceAll('.', '_')),
  );
  return new Set(names.flatMap((name) => [name, name.replace(/_total$/, '')]));
}
