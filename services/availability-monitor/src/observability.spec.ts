import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ATTR, METRIC } from '@officine/telemetry';
import { describe, expect, it } from 'vitest';
import { PROMTOOL } from '../test/support/tools.ts';
import { MONITOR_METRIC } from './metrics/names.ts';

const root = new URL('../../../', import.meta.url);
const observability = new URL('deploy/observability/', root);
const read = (file: string) => readFileSync(new URL(file, observability), 'utf8');
const files = ['grafana/', 'prometheus/'].flatMap((folder) =>
  readdirSync(new URL(folder, observability))
    .filter((name) => /\.(json|rules\.yaml)$/.test(name))
    .map((name) => folder + name),
);

type Kind = 'counter' | 'gauge' | 'histogram';
/** Under which names Prometheus sees an instrument. */
const SUFFIXES: Readonly<Record<Kind, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum'],
};
/** Where instruments are made: a name in a catalogue that nobody makes is no metric. */
const MADE = [
  /create(Counter|Histogram|ObservableGauge|UpDownCounter)\(\s*(?:METRIC\.(\w+)|'([\w.]+)')/g,
  /(?:new )?(Counter|Histogram|gauge)\(\s*(MONITOR_METRIC\.\w+)/g,
  /\b(observe)\(\s*'(officine[\w.]+)'/g,
];
const CATALOGUES: Readonly<Record<string, string>> = {
  ...METRIC,
  ...Object.fromEntries(Object.entries(MONITOR_METRIC).map(([key, name]) => [`MONITOR_METRIC.${key}`, name])),
};

function sources(): string[] {
  return ['packages/', 'services/'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path) && !path.endsWith('.spec.ts') && !path.includes('node_modules'))
      .map((path) => readFileSync(new URL(folder + path, root), 'utf8')),
  );
}

/** Every series that our processes expose, as Prometheus names it. */
function exposed(): Set<string> {
  const made = sources().flatMap((text) => MADE.flatMap((pattern) => [...text.matchAll(pattern)]));
  return new Set(
    made.flatMap(([, how = '', key = '', literal = key]) => {
      const kind = how.includes('Counter') ? 'counter' : how === 'Histogram' ? 'histogram' : 'gauge';
      const name = (CATALOGUES[key] ?? literal).replaceAll('.', '_');
      return SUFFIXES[kind].map((suffix) => name + suffix);
    }),
  );
}

/** The expressions of a rule file or a dashboard; what they say besides is for people. */
function expressionsOf(file: string): string[] {
  const text = read(file);
  return file.endsWith('.json')
    ? [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, quoted]) => JSON.parse(quoted ?? '""') as string)
    : [...text.matchAll(/expr: (?:\|\n((?: {10,}.*\n)+)|(.*)\n)/g)].map(([, block, line]) => block ?? line ?? '');
}

const unquoted = (expression: string) => expression.replace(/"(?:[^"\\]|\\.)*"/g, '""');

function metricsIn(file: string): string[] {
  const names = expressionsOf(file).flatMap(
    (expression) => unquoted(expression).match(/(?<![\w:])officine_\w+(?!\w)(?!\s*(=|!=|=~|!~))/g) ?? [],
  );
  const labels = new Set(Object.values(ATTR).map((name) => name.replaceAll('.', '_')));
  return [...new Set(names)].filter((name) => !labels.has(name));
}

function labelsIn(file: string): string[] {
  const found = expressionsOf(file).flatMap((expression) => {
    const text = unquoted(expression);
    const matched = [...text.matchAll(/(\w+)\s*(?:=|!=|=~|!~)\s*""/g)].map(([, name]) => name ?? '');
    const grouped = [...text.matchAll(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(','));
    return [...matched, ...grouped.map((name) => name.trim())].filter((name) => name !== '');
  });
  return [...new Set(found)];
}

/** Labels that our processes, our rules and Prometheus itself set. */
const LABELS = new Set([
  ...Object.values(ATTR).map((name) => name.replaceAll('.', '_')),
  ...['component', 'state', 'step', 'finding', 'outcome', 'own_fault', 'verdict', 'server', 'window', 'environment'],
  ...['group', 'topic', 'view', 'slo', 'severity', 'alertname', 'alertstate', 'job', 'instance', 'le'],
]);

describe('dashboards and rules', () => {
  it.each(files)('of %s name no metric, and no label, that is not in code', (file) => {
    const series = exposed();

    expect(expressionsOf(file).length).toBeGreaterThan(0);
    expect(metricsIn(file).filter((name) => !series.has(name))).toEqual([]);
    expect(labelsIn(file).filter((name) => !LABELS.has(name))).toEqual([]);
  });

  it('name no recorded series that no rule records', () => {
    const recorded = new Set(files.flatMap((file) => [...read(file).matchAll(/record: (\S+)/g)].map(([, name]) => name)));

    const named = files.flatMap((file) =>
      expressionsOf(file).flatMap((expression) => expression.match(/\bofficine:\w+:\w+/g) ?? []),
    );

    expect(named.filter((name) => !recorded.has(name))).toEqual([]);
  });

  it('there is one for each thing that an SRE looks for', () => {
    const titles = files.filter((file) => file.endsWith('.json')).map((file) => JSON.parse(read(file)).uid as string);

    expect(titles.toSorted()).toEqual([
      ...['officine-audit', 'officine-deferrals', 'officine-overview', 'officine-steps', 'officine-tokens', 'officine-vendors'],
    ]);
  });
});

describe.skipIf(!PROMTOOL.isPresent)(`the rules, for promtool${PROMTOOL.why}`, () => {
  const folder = fileURLToPath(new URL('prometheus/', observability));
  const promtool = (...args: readonly string[]) => execFileSync(PROMTOOL.path, args, { cwd: folder, encoding: 'utf8' });
  const all = (path: string, suffix: string) =>
    readdirSync(new URL(`prometheus/${path}`, observability))
      .filter((name) => name.endsWith(suffix))
      .map((name) => path + name);

  it('are rules, and the example of a configuration loads them', () => {
    expect(promtool('check', 'rules', ...all('', '.rules.yaml'))).toContain('SUCCESS');
    expect(promtool('check', 'config', 'prometheus.yaml')).toContain('SUCCESS');
  });

  it.each(all('tests/', '.test.yaml'))('burn when they must, and only then: %s', { timeout: 240_000 }, (file) => {
    expect(promtool('test', 'rules', file)).toContain('SUCCESS');
  });
});
