import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anAnswer } from '../../test/support/answers.ts';
import { elementPaths } from '../../test/support/element-paths.ts';
import { loadModels, type Models } from './load-models.ts';
import { modelSchema } from './model-schema.ts';

const context = { codePrestataire: '90000001', at: new Date('2026-11-24T23:30:00Z') };
const CNS = 'xmlns:cns="http://www.secu.lu/ciss/cns"';
let models: Models;

beforeAll(async () => {
  models = await loadModels();
});

describe('the sample models', () => {
  it.each(['affiliation', 'accident', 'prescriber'] as const)(
    'say in the first line of %s that they are samples and not the CNS’s (R15)',
    (check) => {
      const file = readFileSync(new URL(`../../models/${check}.sample.yaml`, import.meta.url), 'utf8');

      expect(file.split('\n')[0]).toMatch(/SAMPLE.*NOT the CNS's/);
      expect(models.for(check).sample).toBe(true);
      expect(models.samples).toContain(check);
    },
  );

  it('are described by a schema that is the one they are checked with', () => {
    const committed = JSON.parse(readFileSync(new URL('../../models/model.schema.json', import.meta.url), 'utf8'));

    expect(committed).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(modelSchema))));
  });
});

describe('a request', () => {
  it('asks about affiliation, on the day it is in Luxembourg where the question names none', () => {
    const { modelUid, payload } = models.for('affiliation').request({ matricule: '1893120105732' }, context);

    expect(modelUid).toBe('SAMPLE_PHARMACY_AFFILIATION-V1');
    expect(payload).toBe(
      `<cns:demandeAffiliation ${CNS}><cns:matricule>1893120105732</cns:matricule><cns:date>2026-11-25</cns:date><cns:codePrestataire>90000001</cns:codePrestataire></cns:demandeAffiliation>`,
    );
  });

  it('leaves out an accident date that nobody named', () => {
    const model = models.for('accident');
    const question = { matricule: '1893120105732', accidentNumber: 'U-1' };

    expect(model.request(question, context).payload).not.toContain('dateAccident');
    expect(model.request({ ...question, accidentDate: '2026-01-02' }, context).payload).toContain(
      '<cns:dateAccident>2026-01-02</cns:dateAccident>',
    );
  });

  it('has the same elements whatever its values hold', () => {
    const model = models.for('affiliation');
    const expected = elementPaths(model.request({ matricule: '1' }, context).payload);
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('</cns:matricule><x/>', '<!--', ']]>', '&amp;', '"\'>', '&#0;', '\r\n\t'),
    );

    fc.assert(
      fc.property(hostile, (matricule) => {
        try {
          expect(elementPaths(model.request({ matricule }, context).payload)).toEqual(expected);
        } catch (error) {
          // A character that XML cannot hold is refused, never dropped.
          expect(error).toMatchObject({ code: 'invalid-request' });
        }
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});

describe('an answer about affiliation', () => {
  const question = { matricule: '1893120105732', on: '2026-11-24' };
  const read = (fields: string, echo = '<cns:matricule>1893120105732</cns:matricule><cns:date>2026-11-24</cns:date>') =>
    models
      .for('affiliation')
      .read(anAnswer(`<cns:reponseAffiliation ${CNS}>${echo}${fields}</cns:reponseAffiliation>`), question, context);

  it('becomes a verdict with names, days and remarks, and keeps every field (R2)', () => {
    const fields =
      '<cns:nom>Sample</cns:nom><cns:prenom>Léa</cns:prenom><cns:etat>AFFILIE</cns:etat><cns:debut>2020-01-01</cns:debut><cns:fin>2026-12-31</cns:fin>' +
      '<cns:anomalies><cns:anomalie><cns:type>I</cns:type><cns:code>7</cns:code><cns:motif>Why</cns:motif></cns:anomalie></cns:anomalies><cns:autre a="b">x</cns:autre>';

    expect(read(fields)).toMatchObject({
      verdict: {
        affiliated: true,
        state: 'affiliated',
        person: { matricule: '1893120105732', lastName: 'Sample', firstName: 'Léa' },
        from: '2020-01-01',
        to: '2026-12-31',
      },
      anomalies: [{ type: 'I', code: '7', reason: 'Why', advice: { counter: expect.anything(), it: expect.anything() } }],
      answer: { nom: 'Sample', anomalies: { anomalie: { code: '7' } }, autre: { '@a': 'b', '#text': 'x' } },
    });
  });

  it.each([
    ['AFFILIE', true, 'affiliated'],
    ['NON_AFFILIE', false, 'not-affiliated'],
    ['DECEDE', false, 'deceased'],
    ['INCONNU', false, 'not-found'],
    ['SUSPENDU', null, 'unknown'],
    ['affilie', null, 'unknown'],
    ['constructor', null, 'unknown'],
    ['', null, 'unknown'],
  ])('with the state "%s" says %s, %s', (value, affiliated, state) => {
    expect(read(`<cns:etat>${value}</cns:etat>`).verdict).toMatchObject({ affiliated, state });
  });

  it('without a state says unknown, never no', () => {
    expect(read('').verdict).toMatchObject({ affiliated: null, state: 'unknown' });
  });

  it.each([
    ['another person', '<cns:matricule>1980010112302</cns:matricule><cns:date>2026-11-24</cns:date>', 'other-subject'],
    ['another day', '<cns:matricule>1893120105732</cns:matricule><cns:date>2026-11-23</cns:date>', 'other-subject'],
    ['nobody', '<cns:date>2026-11-24</cns:date>', 'other-subject'],
    [
      'two persons',
      '<cns:matricule>1893120105732</cns:matricule><cns:matricule>1980010112302</cns:matricule>',
      'unreadable-value',
    ],
  ])('about %s is a mismatch and no verdict', (_, echo, kind) => {
    expect(() => read('<cns:etat>AFFILIE</cns:etat>', echo)).toThrow(
      expect.objectContaining({ code: 'mysecu-answer-mismatch', kind }),
    );
  });

  it('in another namespace, of another model, or empty is no verdict', () => {
    const model = models.for('affiliation');
    const kindOf = (xml: string | undefined) => {
      try {
        return model.read(anAnswer(xml), question, context).verdict.state;
      } catch (error) {
        return (error as { kind?: string }).kind;
      }
    };

    expect(kindOf('<reponseAffiliation xmlns="urn:other"></reponseAffiliation>')).toBe('wrong-element');
    expect(kindOf(`<cns:reponseAccident ${CNS}></cns:reponseAccident>`)).toBe('wrong-element');
    expect(kindOf(undefined)).toBe('empty-answer');
  });

  it('with a day that is none is not read at all', () => {
    expect(() => read('<cns:etat>AFFILIE</cns:etat><cns:debut>soon</cns:debut>')).toThrow(
      expect.objectContaining({ kind: 'unreadable-value' }),
    );
  });

  it('keeps a field whose name would change every object', () => {
    const { answer } = read('<cns:etat>AFFILIE</cns:etat><cns:__proto__><cns:x>1</cns:x></cns:__proto__>');

    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    expect(Object.hasOwn(answer, '__proto__')).toBe(true);
  });
});

describe('an answer about an accident', () => {
  it.each([
    ['OUVERT', true, 'open'],
    ['CLOTURE', false, 'closed'],
    ['INCONNU', false, 'not-found'],
    ['AUTRE', null, 'unknown'],
  ])('with the state %s says %s, %s', (value, covered, state) => {
    const question = { matricule: '1893120105732', accidentNumber: 'U-1' };
    const xml = `<cns:reponseAccident ${CNS}><cns:matricule>1893120105732</cns:matricule><cns:numeroAccident>U-1</cns:numeroAccident><cns:dateAccident>2026-01-02</cns:dateAccident><cns:etat>${value}</cns:etat></cns:reponseAccident>`;

    expect(models.for('accident').read(anAnswer(xml), question, context).verdict).toEqual({
      covered,
      state,
      accidentNumber: 'U-1',
      accidentDate: '2026-01-02',
    });
  });
});

describe('an answer about a prescriber', () => {
  it.each([
    ['ACTIF', true, 'active'],
    ['INACTIF', false, 'inactive'],
    ['INCONNU', false, 'not-found'],
    ['AUTRE', null, 'unknown'],
  ])('with the state %s says %s, %s, with the rights as listed', (value, mayPrescribe, state) => {
    const xml = `<cns:reponsePrescripteur ${CNS}><cns:codePrescripteur>90012345</cns:codePrescripteur><cns:date>2026-11-24</cns:date><cns:nom>Sample</cns:nom><cns:etat>${value}</cns:etat><cns:droits><cns:droit>A</cns:droit><cns:droit>B</cns:droit></cns:droits></cns:reponsePrescripteur>`;

    expect(
      models.for('prescriber').read(anAnswer(xml), { prescriberCode: '90012345', on: '2026-11-24' }, context).verdict,
    ).toEqual({
      mayPrescribe,
      state,
      rights: ['A', 'B'],
      prescriber: { code: '90012345', lastName: 'Sample', firstName: null },
    });
  });
});
