import { readdirSync, readFileSync } from 'node:fs';
import { METRIC } from '@officine/telemetry';
import { describe, expect, it } from 'vitest';
import { MONITOR_METRIC } from './metrics/names.ts';

const root = new URL('../../../', import.meta.url);
const observability = new URL('deploy/observability/', root);
const SUFFIX = /_(total|bucket|count|sum)$/;

/** Names of instruments that are not in a catalogue of their own: found where they are made. */
function namesInSources(): string[] {
  const sources = ['packages/', 'services/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('node_modules'))
      .map((path) => readFileSync(new URL(folder + path, root), 'utf8')),
  );
  return sources.flatMap((text) =>
    [...text.matchAll(/(?:create\w+|observe)\(\s*'(officine\.[\w.]+)'/g)].map(([, name]) => name ?? ''),
  );
}

function known(): Set<string> {
  const used = Object.values(METRIC);
  return new Set([...used, ...namesInSources(), ...Object.values(MONITOR_METRIC)].map((name) => name.replaceAll('.', '_')));
}

function namesIn(text: string): string[] {
  return [...new Set(text.match(/\bofficine_[a-z0-9_]+(?![a-z0-9_]*=)/g) ?? [])]
    .filter((name) => !/^officine_(outcome|code|check|step|vendor)$/.test(name))
    .map((name) => name.replace(SUFFIX, ''));
}

describe('dashboards and rules', () => {
  const files = ['grafana/', 'prometheus/'].flatMap((folder) =>
    readdirSync(new URL(folder, observability))
      .filter((name) => /\.(json|rules\.yaml)$/.test(name))
      .map((name) => folder + name),
  );

  it.each(files)('of %s name no metric that is not in code', (file) => {
    const text = readFileSync(new URL(file, observability), 'utf8');

    const metrics = known();
    expect(namesIn(text).length).toBeGreaterThan(0);
    expect(namesIn(text).filter((name) => !metrics.has(name))).toEqual([]);
  });

  it('name no recorded series that no rule records', () => {
    const read = (file: string) => readFileSync(new URL(file, observability), 'utf8');
    const recorded = new Set(files.flatMap((file) => [...read(file).matchAll(/record: (\S+)/g)].map(([, name]) => name)));

    const named = files.flatMap((file) => read(file).match(/\bofficine:\w+:\w+/g) ?? []);

    expect(named.filter((name) => !recorded.has(name))).toEqual([]);
  });
});
