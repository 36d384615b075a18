import type { Figures } from './bench.ts';

/** Prints a table for people and, last, one line of JSON for programs. */
export function printFigures(bench: string, figures: Figures): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`  ${name.padEnd(width)}  ${value}\n`);
  process.stdout.write(`${JSON.stringify({ bench, ...figures })}\n`);
}
