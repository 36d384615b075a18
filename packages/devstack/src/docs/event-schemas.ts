import { jsonSchemaOf } from '@officine/contracts';
import { declaredEvents, schemaPath } from './declared-topics.ts';
import type { GeneratedFile } from './generated-file.ts';

/** One JSON Schema (draft 2020-12) for the data of each event. */
export function eventSchemas(): GeneratedFile[] {
  return declaredEvents().map((event) => ({
    path: schemaPath(event),
    text: `${JSON.stringify(jsonSchemaOf(event), null, 2)}\n`,
  }));
}
