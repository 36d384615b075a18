import { isMatricule, loadRegister } from '@officine/mysecu-simulator';
import { describe, expect, it } from 'vitest';
import { demoQuestions } from './questions.ts';

describe("the demonstration's questions", () => {
  const questions = demoQuestions('ph-0001');

  it('cover every kind of answer', () => {
    expect(new Set(questions.map(({ expected }) => expected))).toEqual(
      new Set([
        ...[
          'answered affiliated, affiliated=true',
          'answered not-affiliated, affiliated=false',
          'answered deceased, affiliated=false',
          'answered not-found, affiliated=false',
        ],
        ...[
          'answered open, covered=true',
          'answered closed, covered=false',
          'answered active, mayPrescribe=true',
          'answered active, mayPrescribe=false',
          'answered inactive, mayPrescribe=false',
          'rejected invalid-matricule',
        ],
      ]),
    );
  });

  it('are about people of the invented register, save the two that must not be found in it', async () => {
    const { persons } = await loadRegister();
    const known = new Set(persons.map(({ matricule }) => matricule));
    const asked = questions.flatMap(({ ask, expected }) =>
      ask.check === 'affiliation' ? [{ ...ask.affiliation, expected }] : [],
    );

    const strangers = asked.filter(({ matricule }) => !known.has(matricule)).map(({ expected }) => expected);
    expect(strangers).toEqual(['answered not-found, affiliated=false', 'rejected invalid-matricule']);
    expect(asked.filter(({ matricule }) => !isMatricule(matricule)).map(({ expected }) => expected)).toEqual([
      'rejected invalid-matricule',
    ]);
  });
});
