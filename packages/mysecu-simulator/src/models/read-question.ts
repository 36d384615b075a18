import { createHash } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { childElements, textOf } from '../wire/elements.ts';
import { CNS } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { accident } from './accident.ts';
import { affiliation } from './affiliation.ts';
import type { Model, Question } from './model.ts';
import { prescriber } from './prescriber.ts';

const MODELS: ReadonlyMap<string, Model> = new Map([affiliation, accident, prescriber].map((model) => [model.modelUid, model]));

/** The model with this UID. Thrown when there is none: a {@link Refusal}. */
export function modelOf(modelUid: string | null): Model {
  const model = MODELS.get(modelUid ?? '');
  if (model === undefined) throw new Refusal('soap:Client', 'the modelUID is not known');
  return model;
}

/** Reads a payload by its model: the right elements, in order, each of the right form. Thrown when not: a {@link Refusal}. */
export function readQuestion(model: Model, payload: Element): Question {
  if (payload.namespaceURI !== CNS || payload.localName !== model.root) {
    throw new Refusal('soap:Client', `the payload is not a ${model.root} of the CNS's namespace`);
  }
  const waiting = childElements(payload);
  const question: Record<string, string> = {};
  for (const { name, pattern, optional } of model.fields) {
    const next = waiting[0];
    if (next === undefined || next.namespaceURI !== CNS || next.localName !== name) {
      if (optional) continue;
      throw new Refusal('soap:Client', `the payload has no ${name} where the model has it`);
    }
    waiting.shift();
    const value = textOf(next);
    if (childElements(next).length > 0 || !pattern.test(value))
      throw new Refusal('soap:Client', `${name} has not the form of the model`);
    question[name] = value;
  }
  if (waiting.length > 0) throw new Refusal('soap:Client', 'the payload holds more than the model has');
  return question;
}

/** SHA-256 (hex) of a question: the model and each field as `name=value`, one a line, sorted. The truth record shows this, never the fields. */
export function questionHash(modelUid: string, question: Question): string {
  const lines = Object.entries(question).map(([name, value]) => `${name}=${value}`);
  return createHash('sha256')
    .update([modelUid, ...lines.toSorted()].join('\n'))
    .digest('hex');
}
