import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { goModule } from '../tools/go-tools.ts';

const MODULE = 'github.com/compose-spec/compose-go/v2';
const VERSION = 'v2.16.2';

/** What a compose file must be, by the specification's own schema, from the Go module of its reference implementation. */
export async function composeValidator(): Promise<ValidateFunction> {
  const folder = await goModule(MODULE, VERSION);
  const schema = JSON.parse(readFileSync(join(folder, 'schema/compose-spec.json'), 'utf8')) as Record<string, unknown>;
  return new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}
