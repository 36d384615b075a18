import { readFileSync } from 'node:fs';
import { topics } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART, inRepository } from '../paths.ts';
import { values } from '../values/values.ts';
import { chartFiles, staleFiles } from './chart-files.ts';
import { jsonSchema, leaves } from './values-files.ts';

const defaults = parse(readFileSync(inRepository(CHART, 'values.yaml'), 'utf8')) as Record<string, unknown>;

describe("the chart's generated files", () => {
  it('are as their sources say: schema, table of values, contracts, copies of rules and dashboards', () => {
    const { stale, surplus } = staleFiles(chartFiles());

    expect([...stale.map(({ path }) => path), ...surplus], 'npm run chart').toEqual([]);
  });

  it('hold every topic of the contracts, for Strimzi', () => {
    const file = chartFiles().find(({ path }) => path.endsWith('contracts.json'));

    const content = JSON.parse(file?.text ?? '') as { topics: { name: string }[]; vendorTopics: { name: string }[] };
    expect(content.topics.map(({ name }) => name)).toEqual(topics.internalTopics.map(({ name }) => name));
    expect(content.vendorTopics.map(({ name }) => name.split('.').at(-2))).toEqual(['results', 'requests', 'batch', 'notices']);
  });
});

describe('the values', () => {
  it('have defaults that fit the schema, and are complete', () => {
    const fit = values.safeParse(defaults);

    expect(fit.error?.issues ?? []).toEqual([]);
  });

  it('are each described', () => {
    const undescribed = leaves('values', jsonSchema(), defaults).filter(({ schema }) => (schema.description ?? '').length < 5);

    expect(undescribed.map(({ name }) => name)).toEqual([]);
  });

  it('are strict all the way down: no section takes what it does not know', () => {
    const open: string[] = [];
    walk('values', jsonSchema() as Record<string, unknown>, (path, schema) => {
      if (schema['properties'] !== undefined && schema['additionalProperties'] !== false) {
        open.push(path);
      }
    });

    expect(open).toEqual([]);
  });
});

function walk(
  path: string,
  schema: Record<string, unknown>,
  visit: (path: string, schema: Record<string, unknown>) => void,
): void {
  visit(path, schema);
  const members = { ...(schema['properties'] as Record<string, Record<string, unknown>> | undefined) };
  for (const [name, part] of Object.entries(members)) {
    walk(`${path}.${name}`, part, visit);
  }
  if (schema['items'] !== undefined) {
    walk(`${path}[]`, schema['items'] as Record<string, unknown>, visit);
  }
}
