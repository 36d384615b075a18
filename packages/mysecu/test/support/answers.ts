import type { VerifiedAnswer } from '../../src/exchange.ts';
import { readCanonical } from '../../src/xml/read-canonical.ts';

/** A believed answer with this payload, or an empty one. */
export function anAnswer(payload: string | undefined): VerifiedAnswer {
  return {
    payload: payload === undefined ? undefined : readCanonical(payload),
    signer: { subject: 'CN=ws.mysecu.sample', fingerprint: '00' },
    correlationId: 'Id-0f2a',
  };
}
