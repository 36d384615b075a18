import type { ControlPharmacy, TokenIssued } from '@officine/contracts';
import type { Logger } from '@officine/service-kit';
import { usable } from '../domain/token-state.ts';
import type { Clock, Control, TokenSource, Tokens } from './ports.ts';

export interface RevokeTokenParts {
  readonly tokens: Tokens;
  readonly source: TokenSource;
  readonly control: Control;
  readonly logger: Logger;
  readonly now: Clock;
}

const ATTEMPTS = 2;

/** Ends the token of a pharmacy that may no longer have one: cancelled at mySecu while that is allowed, then gone from Kafka. */
export class RevokeToken {
  readonly #parts: RevokeTokenParts;
  /** A pharmacy that control removed has no codes there any more: those of its last entry still sign its cancellation. */
  readonly #lastSeen = new Map<string, ControlPharmacy>();
  readonly #underway = new Map<string, Promise<void>>();

  constructor(parts: RevokeTokenParts) {
    this.#parts = parts;
  }

  /** Remembers a pharmacy as control has it now. */
  remember(pharmacy: ControlPharmacy): void {
    this.#lastSeen.set(pharmacy.id, pharmacy);
  }

  /** Resolves when the tombstone is written, or has failed: the next look tries again. */
  revoke(state: TokenIssued): Promise<void> {
    const underway =
      this.#underway.get(state.pharmacy) ?? this.#revoke(state).finally(() => this.#underway.delete(state.pharmacy));
    this.#underway.set(state.pharmacy, underway);
    return underway;
  }

  async #revoke(state: TokenIssued): Promise<void> {
    const { tokens, logger } = this.#parts;
    try {
      await this.#cancel(state);
      await tokens.remove(state.pharmacy);
      logger.info({ pharmacy: state.pharmacy }, 'token revoked');
    } catch (error) {
      logger.error({ pharmacy: state.pharmacy, error }, 'token could not be revoked yet');
    }
  }

  async #cancel(state: TokenIssued): Promise<void> {
    const { source, control, logger, now } = this.#parts;
    const token = usable({ state, requestedAtMs: 0 }, now());
    const pharmacy = control.pharmacy(state.pharmacy) ?? this.#lastSeen.get(state.pharmacy);
    // A suspension of everything allows no call at all, not even this one (framework contract, 6.2).
    if (token === undefined || pharmacy === undefined || control.suspendedBy({}, now()) !== undefined) {
      return;
    }
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        await source.cancel(pharmacy, token);
        return;
      } catch (error) {
        // It ends by itself; that it leaves our hands must not wait for mySecu.
        logger.warn({ pharmacy: pharmacy.id, attempt, error }, 'mySecu did not confirm the cancellation');
      }
    }
  }
}
