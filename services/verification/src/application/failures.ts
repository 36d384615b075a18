import { OfficineError } from '@officine/contracts';

/** Thrown when mySecu no longer takes a token that is valid by its dates: one forced refresh is worth it, a loop is not. */
export class TokenRefused extends OfficineError {
  override readonly name = 'TokenRefused';

  constructor(options?: { readonly detail?: string; readonly correlationId?: string; readonly cause?: unknown }) {
    const { cause, ...details } = options ?? {};
    super('authentication-refused', { step: 'get', detail: 'token-refused', ...details }, { cause });
  }
}

/** Thrown when the partition of a check was given to another replica: it says nothing more about it. */
export class PartitionLost extends Error {
  override readonly name = 'PartitionLost';
}

/** Whether Kafka refuses a result for good: it did not write it, and never will. */
export function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'disposition' in error && error.disposition === 'park';
}

/** Whatever was thrown, as an OfficineError: what nobody foresaw is `internal`, and its text stays out of results. */
export function asOfficineError(thrown: unknown): OfficineError {
  return thrown instanceof OfficineError
    ? thrown
    : new OfficineError('internal', { step: 'admit', detail: 'unexpected' }, { cause: thrown });
}
