import { cancelAnswer } from '../answers/token-answer.ts';
import type { Answered, Call, Platform } from '../platform.ts';
import { checkMessageSignature } from '../verify/message-signature.ts';
import { binaryTokens } from '../verify/sender.ts';
import { childElements, requiredChild, textOf } from '../wire/elements.ts';
import { WST, WST_CANCEL, X509V3 } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { checkedSession } from './session.ts';

/**
 * WS-Trust Cancel at the token service: the session token in the header ends (protocol sections 3.2, 3.5).
 * Thrown when the request is refused: a {@link Refusal}.
 */
export async function answerCancel(call: Call, platform: Platform): Promise<Answered> {
  const { message, peer, cryptography } = call;
  const session = checkedSession(call, platform);
  // What is signed beside the Body is not public: the tokens of the header may be.
  const mayCover = [session.element, ...binaryTokens(message, X509V3)];
  checkMessageSignature(message, peer, { covers: [message.body], mayCover, cryptography });
  if (textOf(requiredChild(message.content, WST, 'RequestType', 'wst:InvalidRequest')) !== WST_CANCEL) {
    throw new Refusal('wst:InvalidRequest', 'the RequestType is not Cancel');
  }
  const target = requiredChild(message.content, WST, 'CancelTarget', 'wst:InvalidRequest');
  if (childElements(target).length > 0) throw new Refusal('wst:InvalidRequest', 'the CancelTarget is not empty');
  platform.tokens.cancel(session.token);
  const signer = platform.settings().signTokenAnswers ? platform.signer : undefined;
  return { text: await cancelAnswer(signer, call.correlationId) };
}
