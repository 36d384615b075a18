import type { Questions, Verdicts } from './check-model.ts';
import type { AccidentModelData, AffiliationModelData, PrescriberModelData } from './model-schema.ts';
import type { AnswerReader } from './read-answer.ts';

/** Reads an affiliation verdict: yes for `affiliated`, null for what the model does not know, no for the rest. */
export function affiliationVerdict(
  reader: AnswerReader,
  { state: path, states, fields }: AffiliationModelData['answer'],
  question: Questions['affiliation'],
): Verdicts['affiliation'] {
  const state = reader.state(path, states);
  return {
    affiliated: yesOrNo(state, 'affiliated'),
    state,
    person: {
      matricule: question.matricule,
      lastName: reader.text(fields.lastName) ?? null,
      firstName: reader.text(fields.firstName) ?? null,
    },
    ...present('from', reader.day(fields.from)),
    ...present('to', reader.day(fields.to)),
  };
}

/** Reads an accident verdict: covered while the dossier is open. */
export function accidentVerdict(
  reader: AnswerReader,
  { state: path, states, fields }: AccidentModelData['answer'],
  question: Questions['accident'],
): Verdicts['accident'] {
  const state = reader.state(path, states);
  return {
    covered: yesOrNo(state, 'open'),
    state,
    accidentNumber: question.accidentNumber,
    ...present('accidentDate', reader.day(fields.accidentDate)),
  };
}

/** Reads a prescriber verdict: may prescribe while active and as long as the institution lists a right at all. */
export function prescriberVerdict(
  reader: AnswerReader,
  { state: path, states, fields }: PrescriberModelData['answer'],
  question: Questions['prescriber'],
): Verdicts['prescriber'] {
  const state = reader.state(path, states);
  const rights = reader.texts(fields.rights);
  return {
    mayPrescribe: yesOrNo(state, 'active') && rights.length > 0,
    state,
    rights,
    prescriber: {
      code: question.prescriberCode,
      lastName: reader.text(fields.lastName) ?? null,
      firstName: reader.text(fields.firstName) ?? null,
    },
  };
}

function yesOrNo(state: string, yes: string): boolean | null {
  return state === 'unknown' ? null : state === yes;
}

function present<K extends string>(name: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<K, string>>);
}
