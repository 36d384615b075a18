import { type Check, OfficineError } from '@officine/contracts';
import type { SyncRequest } from '../exchange.ts';
import type { AskingContext, CheckModel, Questions, Verdicts } from './check-model.ts';
import { luxembourgDay } from './luxembourg-day.ts';
import type { ModelData } from './model-schema.ts';
import { PayloadTemplate, type Values } from './payload-template.ts';
import { AnswerReader } from './read-answer.ts';

/** Makes a model of its data and its check's way to a verdict. Thrown when its template is wrong: Error. */
export function createModel<C extends Check, A extends ModelData['answer']>(
  check: C,
  data: ModelData & { readonly check: C; readonly answer: A },
  asks: readonly string[],
  interpret: (reader: AnswerReader, answer: A, question: Questions[C]) => Verdicts[C],
): CheckModel<C> {
  const template = PayloadTemplate.parse(data.request);
  const stranger = template.names.find((name) => !asks.includes(name));
  if (stranger !== undefined) throw new Error(`the request names {${stranger}}, which a question about ${check} does not have`);
  return {
    check,
    sample: data.sample,
    modelUid: data.modelUid,
    request: (question, context) => ({ modelUid: data.modelUid, payload: render(template, valuesOf(question, context)) }),
    read(answer, question, context) {
      const reader = AnswerReader.open(answer, data.answer, valuesOf(question, context));
      return {
        verdict: interpret(reader, data.answer, question),
        anomalies: reader.anomalies(data.answer.anomalies),
        answer: reader.fields(),
      };
    },
  };
}

function valuesOf(question: Questions[Check], { codePrestataire, at }: AskingContext): Values {
  // Asked only where it is needed: a day in a time zone costs more than all the rest of a question.
  const on = ('on' in question ? question.on : undefined) ?? luxembourgDay(at);
  return { ...question, on, codePrestataire };
}

function render(template: PayloadTemplate, values: Values): SyncRequest['payload'] {
  try {
    return template.render(values);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new OfficineError('invalid-request', { step: 'get', detail: 'a value cannot stand in XML' });
    throw cause;
  }
}
