import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from '../generate/generated-file.ts';
import { CHART, inRepository } from '../paths.ts';
import type { Helm } from './helm.ts';

const ENDING = '-values.yaml';

/** Every example: a file of `ci`. */
export function exampleNames(): string[] {
  return readdirSync(inRepository(CHART, 'ci'))
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

/** Every example as rendered: committed, so that a change of the chart is seen for what it does. */
export async function renderedExamples(helm: Helm): Promise<GeneratedFile[]> {
  const rendered: GeneratedFile[] = [];
  for (const name of exampleNames()) {
    rendered.push({ path: join(CHART, 'examples', `${name}.yaml`), text: await helm.template(name) });
  }
  return rendered;
}
