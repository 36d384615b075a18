import { syncAnswer } from '../answers/sync-answer.ts';
import { modelOf, questionHash, readQuestion } from '../models/read-question.ts';
import type { Answered, Call, Platform } from '../platform.ts';
import { checkMessageSignature } from '../verify/message-signature.ts';
import { childElements } from '../wire/elements.ts';
import { SYNC } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { checkedSession } from './session.ts';

/** The business call (protocol section 3.3). Thrown when the request is refused: a {@link Refusal}. */
export async function answerGet(call: Call, platform: Platform): Promise<Answered> {
  const { message, peer, cryptography } = call;
  checkedSession(call, platform);
  checkMessageSignature(message, peer, { covers: [message.body], cryptography });
  const request = message.content;
  if (request.namespaceURI !== SYNC || request.localName !== 'RequestInfo') {
    throw new Refusal('soap:Client', 'the Body does not hold a RequestInfo');
  }
  const model = modelOf(request.getAttribute('modelUID'));
  const [payload, ...more] = childElements(request);
  if (payload === undefined || more.length > 0) throw new Refusal('soap:Client', 'the RequestInfo does not hold one payload');
  const question = readQuestion(model, payload);
  if (question['codePrestataire'] !== peer.pharmacy.codePrestataire) {
    throw new Refusal('soap:Client', 'the codePrestataire does not belong to the certificate');
  }
  const plan = { payload: model.answer(question, platform.register), signer: platform.signer };
  const altered = (await call.alter.get?.(plan, { model, question, platform })) ?? plan;
  return {
    text: await syncAnswer(altered, call.correlationId),
    modelUid: model.modelUid,
    questionHash: questionHash(model.modelUid, question),
  };
}
