import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { fetchedSchemas } from './fetch-schemas.ts';
import type { KubernetesObject } from './objects.ts';

type Schema = Record<string, unknown>;

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Holds objects against the Kubernetes API's own types, strictly: a field that the API does not know is a problem, as it is a typo. */
export class ApiSchemas {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #schemas: ReadonlyMap<string, Schema>;

  private constructor(schemas: ReadonlyMap<string, Schema>) {
    this.#schemas = schemas;
  }

  static async load(): Promise<ApiSchemas> {
    const folder = await fetchedSchemas();
    const swagger = JSON.parse(readFileSync(join(folder, 'swagger.json'), 'utf8')) as Swagger;
    const custom = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as CustomResourceDefinition);
    return new ApiSchemas(new Map([...builtIn(swagger), ...custom.flatMap(ofDefinition)]));
  }

  knows({ apiVersion, kind }: KubernetesObject): boolean {
    return this.#schemas.has(`${apiVersion}/${kind}`);
  }

  /** What is wrong with an object; none for a kind that is not known here. */
  problemsOf(object: KubernetesObject): string[] {
    const kind = `${object.apiVersion}/${object.kind}`;
    const schema = this.#schemas.get(kind);
    if (schema === undefined) {
      return [];
    }
    const validate = this.#validators.get(kind) ?? this.#ajv.compile(schema);
    this.#validators.set(kind, validate);
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${kind} ${object.metadata.name}${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
  }
}

function builtIn({ definitions }: Swagger): [string, Schema][] {
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, strictly(schema)]));
  return Object.entries(definitions).flatMap(([name, schema]) =>
    ((schema['x-kubernetes-group-version-kind'] ?? []) as { group: string; version: string; kind: string }[]).map(
      ({ group, version, kind }): [string, Schema] => [
        `${group === '' ? version : `${group}/${version}`}/${kind}`,
        { $ref: `#/definitions/${name}`, definitions: strict },
      ],
    ),
  );
}

function ofDefinition({ spec: { group, names, versions } }: CustomResourceDefinition): [string, Schema][] {
  return versions.map(({ name, schema: { openAPIV3Schema } }) => {
    const schema = strictly(openAPIV3Schema) as { properties?: Schema };
    // Definitions leave what every object has to the API server.
    return [`${group}/${name}/${names.kind}`, { ...schema, properties: { ...schema.properties, metadata: { type: 'object' } } }];
  });
}

/** No unknown fields; and the two kinds of value for which OpenAPI's plain types are too narrow. */
function strictly(schema: unknown): Schema {
  if (Array.isArray(schema)) {
    return schema.map(strictly) as unknown as Schema;
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema as Schema;
  }
  const { type, format, ...rest } = schema as Schema;
  if (format === 'int-or-string' || rest['x-kubernetes-int-or-string'] === true) {
    return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  const isQuantity = String(rest['description'] ?? '').startsWith('Quantity is a fixed-point');
  const parts = Object.fromEntries(
    Object.entries(rest).map(([name, part]) => [name, name === 'default' || name === 'enum' ? part : strictly(part)]),
  );
  const open = rest['additionalProperties'] !== undefined || rest['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...parts,
    ...(type !== undefined && !isQuantity && { type }),
    ...(isQuantity && { type: ['string', 'number'] }),
    ...(rest['properties'] !== undefined && !open && { additionalProperties: false }),
  };
}
