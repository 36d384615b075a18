import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAnswer } from '../../test/support/answers.ts';
import { loadModels } from './load-models.ts';

const models = new URL('../../models/', import.meta.url);
const context = { codePrestataire: '90000001', at: new Date('2026-11-24T12:00:00Z') };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'));
  for (const check of ['accident', 'prescriber']) writeFileSync(join(folder, `${check}.yaml`), sample(check));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a directory of models', () => {
  it('may hold the worked example of the guide, which then asks and reads as the guide says', async () => {
    const guide = readFileSync(new URL('README.md', models), 'utf8');
    writeFileSync(join(folder, 'affiliation.yaml'), /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '');
    const [request = ''] = /<c:question[\s\S]*?<\/c:question>/.exec(guide) ?? [];
    const question = { matricule: '1893120105732', on: '2026-11-24' };

    const loaded = await loadModels(folder);
    const model = loaded.for('affiliation');

    expect(model.request(question, context)).toEqual({ modelUid: 'X-AFF-V1', payload: request });
    expect(
      model.read(
        anAnswer(
          '<c:reponse xmlns:c="urn:example"><c:assure>1893120105732</c:assure><c:jour>2026-11-24</c:jour><c:identite><c:nom>Sample</c:nom></c:identite><c:statut>A</c:statut></c:reponse>',
        ),
        question,
        context,
      ).verdict,
    ).toMatchObject({ affiliated: true, person: { lastName: 'Sample' } });
    expect(loaded.samples).toEqual(['accident', 'prescriber']);
  });

  it.each([
    ['no model for a check', undefined, 'exactly one message model for affiliation'],
    ['two models for a check', sample('accident'), 'exactly one message model for'],
    ['a field that no model has', `${sample('affiliation')}\nother: 1`, 'other'],
    ['a hole that the question cannot fill', sample('affiliation').replace('{on}', '{accidentNumber}'), '{accidentNumber}'],
    [
      'a payload without a namespace',
      sample('affiliation').replace(' xmlns:cns="http://www.secu.lu/ciss/cns"', ' xmlns:cns=""'),
      '',
    ],
    ['a prefix that is taken', sample('affiliation').replaceAll('cns:', 'soap:').replace('xmlns:cns', 'xmlns:soap'), 'are taken'],
    ['an answer that echoes nothing', sample('affiliation').replace(/echo:\n(?: {4}.*\n){2}/, 'echo: {}\n'), 'echoes nothing'],
  ])('with %s is refused', async (_, text, reason) => {
    if (text !== undefined) writeFileSync(join(folder, 'affiliation.yaml'), text);

    await expect(loadModels(folder)).rejects.toThrow(reason);
  });
});

function sample(check: string): string {
  return readFileSync(new URL(`${check}.sample.yaml`, models), 'utf8');
}
