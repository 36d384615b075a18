import type { TokenIssued } from '@officine/contracts';

/** A token that may be used. */
export type ValidToken = Extract<TokenIssued, { state: 'valid' }>;

/** Why there is no token now. */
export type UnavailableToken = Extract<TokenIssued, { state: 'unavailable' }>;

/** The last word on a pharmacy's token, and when somebody last asked for one. */
export interface KnownToken {
  readonly state: TokenIssued;
  /** ms since the epoch. */
  readonly requestedAtMs: number;
}

/** A token this close to its end would end on the way to mySecu. */
const MARGIN_MS = 10_000;

/** The token of `known` if it can still be used at `at`. */
export function usable(known: KnownToken | undefined, at: Date): ValidToken | undefined {
  const state = known?.state;
  return state?.state === 'valid' && Date.parse(state.expiresAt) - MARGIN_MS > at.getTime() ? state : undefined;
}
