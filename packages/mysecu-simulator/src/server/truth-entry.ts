import type { FaultName } from '../faults/catalogue.ts';
import type { Answered } from '../platform.ts';
import type { TruthEntry } from '../truth.ts';
import { Refusal } from '../wire/refusal.ts';

/** What is known of a call once it is answered. */
export interface Concluded extends Pick<TruthEntry, 'at' | 'step' | 'correlationId' | 'verified' | 'durationMs'> {
  readonly pharmacy: string | undefined;
  readonly fault: FaultName | undefined;
  readonly soapAction: string | undefined;
  readonly answered: Answered | Refusal;
}

/** The entry of a call; what does not apply is left out. */
export function truthEntry({ pharmacy, fault, soapAction, answered, ...rest }: Concluded): TruthEntry {
  const refused = answered instanceof Refusal;
  return {
    ...rest,
    outcome: refused ? 'refused' : 'answered',
    ...(pharmacy !== undefined && { pharmacy }),
    ...(fault !== undefined && { fault }),
    ...(soapAction !== undefined && { soapAction }),
    ...(refused ? { code: answered.code, reason: answered.message } : about(answered)),
  };
}

function about({ modelUid, questionHash }: Answered): Pick<TruthEntry, 'modelUid' | 'questionHash'> {
  return { ...(modelUid !== undefined && { modelUid }), ...(questionHash !== undefined && { questionHash }) };
}
