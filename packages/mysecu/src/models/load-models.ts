import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from '@officine/contracts';
import { parse } from 'yaml';
import type { CheckModel } from './check-model.ts';
import { createModel } from './create-model.ts';
import { accidentVerdict, affiliationVerdict, prescriberVerdict } from './interpret.ts';
import { type ModelData, modelSchema } from './model-schema.ts';

type ByCheck = { readonly [C in Check]: CheckModel<C> };

/** The message models of the three checks. */
export interface Models {
  for<C extends Check>(check: C): CheckModel<C>;
  /** The checks whose model is a sample; exploitation refuses to start with any. */
  readonly samples: readonly Check[];
}

const SAMPLES = fileURLToPath(new URL('../../models/', import.meta.url));

/**
 * Loads one model per check from the YAML and JSON files of a directory; by default the samples shipped with this package.
 * Thrown when a file is not a model, or a check has none or two: Error that names the file and the field.
 */
export async function loadModels(directory: string = SAMPLES): Promise<Models> {
  const names = (await readdir(directory))
    .filter((name) => /\.(?:ya?ml|json)$/.test(name) && !name.endsWith('.schema.json'))
    .sort();
  const found = await Promise.all(names.map(async (name) => readModel(name, await readFile(join(directory, name), 'utf8'))));
  const models: ByCheck = {
    affiliation: createModel(
      'affiliation',
      only(found, 'affiliation'),
      ['matricule', 'on', 'codePrestataire'],
      affiliationVerdict,
    ),
    accident: createModel(
      'accident',
      only(found, 'accident'),
      ['matricule', 'accidentNumber', 'accidentDate', 'codePrestataire'],
      accidentVerdict,
    ),
    prescriber: createModel(
      'prescriber',
      only(found, 'prescriber'),
      ['prescriberCode', 'on', 'codePrestataire'],
      prescriberVerdict,
    ),
  };
  return {
    for: (check) => models[check],
    samples: found.filter((model) => model.sample).map((model) => model.check),
  };
}

function readModel(name: string, text: string): ModelData {
  const parsed = modelSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${name} is not a message model: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  );
}

function only<C extends Check>(models: readonly ModelData[], check: C): Extract<ModelData, { check: C }> {
  const [model, another] = models.filter((candidate): candidate is Extract<ModelData, { check: C }> => candidate.check === check);
  if (model === undefined || another !== undefined) throw new Error(`there must be exactly one message model for ${check}`);
  return model;
}
