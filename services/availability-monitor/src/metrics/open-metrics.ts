/** Label names and values of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** A trace that an observation belongs to (OpenMetrics 1.0, exemplars). */
interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  readonly atMs: number;
}

/** OpenMetrics, with exemplars; or the older text format, for whoever asks for that alone. */
export type MetricsFormat = 'openmetrics' | 'text';

/** Something that can be exposed. */
interface Family {
  expose(format: MetricsFormat): string[];
}

/** A number that only grows. `name` is without `_total`, which the format adds. */
export class Counter implements Family {
  readonly #name: string;
  readonly #help: string;
  readonly #common: Labels;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string, common: Labels = {}) {
    this.#name = name;
    this.#help = help;
    this.#common = common;
  }

  add(labels: Labels, by = 1): void {
    const key = labelText({ ...labels, ...this.#common });
    this.#values.set(key, (this.#values.get(key) ?? 0) + by);
  }

  expose(format: MetricsFormat = 'openmetrics'): string[] {
    return [
      ...head(format === 'text' ? `${this.#name}_total` : this.#name, 'counter', this.#help),
      ...[...this.#values].map(([labels, value]) => `${this.#name}_total${labels} ${value}`),
    ];
  }
}

/** Numbers that are read when they are asked for. */
export class Gauge implements Family {
  readonly #name: string;
  readonly #help: string;
  readonly #read: () => Iterable<readonly [Labels, number]>;
  readonly #common: Labels;

  constructor(name: string, help: string, read: () => Iterable<readonly [Labels, number]>, common: Labels = {}) {
    this.#common = common;
    this.#name = name;
    this.#help = help;
    this.#read = read;
  }

  expose(): string[] {
    const samples = [...this.#read()].filter(([, value]) => Number.isFinite(value));
    return [
      ...head(this.#name, 'gauge', this.#help),
      ...samples.map(([labels, value]) => `${this.#name}${labelText({ ...labels, ...this.#common })} ${value}`),
    ];
  }
}

interface Buckets {
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[];
  count: number;
  sum: number;
}

/** A distribution, in seconds; each bucket keeps the latest trace that fell into it. */
export class Histogram implements Family {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #common: Labels;
  readonly #series = new Map<string, Buckets>();

  constructor(name: string, help: string, bounds: readonly number[], common: Labels = {}) {
    this.#common = common;
    this.#name = name;
    this.#help = help;
    this.#bounds = [...bounds, Number.POSITIVE_INFINITY];
  }

  observe(labels: Labels, value: number, traceId: string | undefined, atMs: number): void {
    const key = labelText({ ...labels, ...this.#common });
    const series = this.#series.get(key) ?? {
      counts: this.#bounds.map(() => 0),
      exemplars: this.#bounds.map(() => undefined),
      count: 0,
      sum: 0,
    };
    this.#series.set(key, series);
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.count += 1;
    series.sum += value;
    if (traceId !== undefined) {
      series.exemplars[bucket] = { traceId, value, atMs };
    }
  }

  expose(format: MetricsFormat = 'openmetrics'): string[] {
    return [
      ...head(this.#name, 'histogram', this.#help),
      ...[...this.#series].flatMap(([labels, series]) => this.#lines(labels, series, format)),
    ];
  }

  #lines(labels: string, { counts, exemplars, count, sum }: Buckets, format: MetricsFormat): string[] {
    let cumulative = 0;
    const buckets = this.#bounds.map((bound, index) => {
      cumulative += counts[index] ?? 0;
      const le = Number.isFinite(bound) ? String(bound) : '+Inf';
      return `${this.#name}_bucket${withLabel(labels, 'le', le)} ${cumulative}${format === 'text' ? '' : exemplarText(exemplars[index])}`;
    });
    return [...buckets, `${this.#name}_count${labels} ${count}`, `${this.#name}_sum${labels} ${sum}`];
  }
}

/** All families in one text. */
export function exposition(families: readonly Family[], format: MetricsFormat = 'openmetrics'): string {
  const lines = families.flatMap((family) => family.expose(format));
  return `${[...lines, ...(format === 'text' ? [] : ['# EOF'])].join('\n')}\n`;
}

/** The format for a scraper: OpenMetrics, unless it takes nothing but the older text. */
export function formatFor(accept = '*/*'): { readonly name: MetricsFormat; readonly contentType: string } {
  const textOnly = accept.includes('text/plain') && !accept.includes('openmetrics-text');
  return textOnly
    ? { name: 'text', contentType: 'text/plain; version=0.0.4; charset=utf-8' }
    : { name: 'openmetrics', contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8' };
}

function head(name: string, type: string, help: string): string[] {
  return [`# TYPE ${name} ${type}`, `# HELP ${name} ${help}`];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function withLabel(labels: string, name: string, value: string): string {
  return labels === '' ? `{${name}="${value}"}` : `${labels.slice(0, -1)},${name}="${value}"}`;
}

function exemplarText(exemplar: Exemplar | undefined): string {
  return exemplar === undefined
    ? ''
    : ` # {trace_id="${exemplar.traceId}"} ${exemplar.value} ${(exemplar.atMs / 1_000).toFixed(3)}`;
}
