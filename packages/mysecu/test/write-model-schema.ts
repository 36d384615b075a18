/** Writes `models/model.schema.json` anew: `node --conditions=@officine/source test/write-model-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { modelSchema } from '../src/models/model-schema.ts';

writeFileSync(
  new URL('../models/model.schema.json', import.meta.url),
  `${JSON.stringify(z.toJSONSchema(modelSchema), null, 2)}\n`,
);
