import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CHART, inRepository } from '../paths.ts';
import { values } from '../values/values.ts';
import type { GeneratedFile } from './generated-file.ts';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** `values.schema.json`: by it Helm refuses a misspelt or wrong value before anything is rendered. */
export function valuesSchema(): GeneratedFile {
  const schema = { title: 'Values of the chart officine', ...jsonSchema('ref') };
  return { path: join(CHART, 'values.schema.json'), text: `${JSON.stringify(schema, null, 2)}\n` };
}

/** `VALUES.md`: every value, what it is and what it is by default. */
export function valuesTable(): GeneratedFile {
  const defaults: unknown = parse(readFileSync(inRepository(CHART, 'values.yaml'), 'utf8'));
  const sections = Object.entries(jsonSchema().properties ?? {}).filter(([name]) => name !== 'global');
  const plain = sections.filter(([, schema]) => schema.properties === undefined);
  const text = [
    '# Values',
    '',
    'Generated from `packages/deployment/src/values` and `values.yaml` by `npm run chart`; edits are lost.',
    '',
    ...table(plain.map(([name, schema]) => ({ name, schema, value: memberOf(defaults, name) }))),
    ...sections
      .filter(([, schema]) => schema.properties !== undefined)
      .flatMap(([name, schema]) => [
        `## ${name}`,
        '',
        `${schema.description ?? ''}.`,
        '',
        ...table(leaves(name, schema, memberOf(defaults, name))),
      ]),
  ].join('\n');
  return { path: join(CHART, 'VALUES.md'), text };
}

interface Leaf {
  readonly name: string;
  readonly schema: Schema;
  readonly value: unknown;
}

/** Every value of a section that is not itself a section. */
export function leaves(name: string, schema: Schema, value: unknown): Leaf[] {
  if (schema.properties === undefined) {
    return [{ name, schema, value }];
  }
  return Object.entries(schema.properties).flatMap(([key, part]) => leaves(`${name}.${key}`, part, memberOf(value, key)));
}

/** The schema as Helm reads it: of the given values merged with values.yaml, so that everything is there. */
export function jsonSchema(reused: 'inline' | 'ref' = 'inline'): Schema {
  return z.toJSONSchema(values, { target: 'draft-7', io: 'input', reused }) as Schema;
}

function table(rows: readonly Leaf[]): string[] {
  return [
    '| value | is | default | what for |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ name, schema, value }) =>
        `| \`${name}\` | ${cell(typeOf(schema))} | ${value === undefined ? '' : `\`${cell(JSON.stringify(value))}\``} | ${cell(schema.description ?? '')} |`,
    ),
    '',
  ];
}

function typeOf({ type, enum: members, anyOf, items, const: only }: Schema): string {
  if (members !== undefined) {
    return `one of ${members.map(String).join(', ')}`;
  }
  if (anyOf !== undefined) {
    return anyOf.map(typeOf).filter(Boolean).join(' or ');
  }
  if (only === '') {
    return 'empty';
  }
  return type === 'array' && items !== undefined ? `list of ${typeOf(items)}` : (type ?? '');
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<').replaceAll('\n', ' ');
}
