import type { Span } from './span.ts';

/** Attributes worth a place beside a span's name. All are free of personal data: the services' allow-list saw to it. */
const SHOWN = /(^|\.)(step|outcome|check|correlation_?id|http\.response\.status_code|http\.status_code)$/;

/** Draws spans as trees, one line each: when it began (ms after the first), how long it took, who, what. */
export function drawTraces(spans: readonly Span[]): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !known.has(parentSpanId)).sort(byStart);
  const firstUs = Math.min(...spans.map(({ startUs }) => startUs));
  return roots.flatMap((root) => drawSpan(root, spans, firstUs, '', ''));
}

function drawSpan(span: Span, all: readonly Span[], firstUs: number, branch: string, indent: string): string[] {
  const children = all.filter(({ parentSpanId }) => parentSpanId === span.spanId).sort(byStart);
  const line = `${ms(span.startUs - firstUs)} ${ms(span.durationUs)}  ${branch}${describe(span)}`;
  const below = children.flatMap((child, index) => {
    const last = index === children.length - 1;
    return drawSpan(child, all, firstUs, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`);
  });
  return [line, ...below];
}

function describe(span: Span): string {
  const shown = Object.entries(span.attributes)
    .filter(([name]) => SHOWN.test(name))
    .map(([name, value]) => `${name.slice(name.lastIndexOf('.') + 1)}=${value}`);
  const tail = shown.length === 0 ? '' : `  ${shown.join(' ')}`;
  return `${span.name} [${span.service}, ${span.kind}]${tail}${span.failed ? '  FAILED' : ''}`;
}

function ms(us: number): string {
  return `${(us / 1_000).toFixed(1)} ms`.padStart(11);
}

function byStart(a: Span, b: Span): number {
  return a.startUs - b.startUs;
}
