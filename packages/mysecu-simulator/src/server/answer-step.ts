import type { Peer } from '../pharmacies.ts';
import type { Answered, Call, Platform } from '../platform.ts';
import type { Step } from '../step.ts';
import { answerCancel } from '../steps/cancel.ts';
import { answerGet } from '../steps/get.ts';
import { answerIdentity } from '../steps/identity.ts';
import { answerToken } from '../steps/token.ts';
import { type Message, readMessage } from '../wire/message.ts';
import { Refusal } from '../wire/refusal.ts';

const STEPS: Readonly<Record<Step, (call: Call, platform: Platform) => Promise<Answered>>> = {
  identity: answerIdentity,
  token: answerToken,
  cancel: answerCancel,
  get: answerGet,
};

/** A request as far as it could be read, and whom it came from. */
export interface Received {
  readonly step: Step;
  readonly message: Message | Refusal;
  readonly peer: Peer | undefined;
}

/** Reads a request; what is wrong with it becomes a value, as it still has to be answered and recorded. */
export function readOrRefusal(bytes: Uint8Array): Message | Refusal {
  try {
    return readMessage(bytes);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Answers one request, or refuses it; `demanded` is a refusal asked for by a fault. */
export async function answerStep(
  { step, message, peer }: Received,
  rest: Omit<Call, 'message' | 'peer'>,
  platform: Platform,
  demanded: Refusal | undefined,
): Promise<Answered | Refusal> {
  if (peer === undefined) {
    return new Refusal('wsse:FailedAuthentication', 'the certificate does not belong to a known client entity');
  }
  if (message instanceof Refusal) return message;
  if (demanded !== undefined) return demanded;
  try {
    return await STEPS[step]({ message, peer, ...rest }, platform);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
