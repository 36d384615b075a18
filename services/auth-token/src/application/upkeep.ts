import type { Logger } from '@officine/service-kit';
import { METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import { isMissing, isRenewalDue } from '../domain/renewal.ts';
import { usable } from '../domain/token-state.ts';
import { entitledPharmacy } from './entitled-pharmacy.ts';
import type { Clock, Control, Owns, Tokens } from './ports.ts';
import type { RevokeToken } from './revoke-token.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface UpkeepParts {
  readonly tokens: Tokens;
  readonly control: Control;
  readonly owns: Owns;
  readonly keeper: TokenKeeper;
  readonly revoke: RevokeToken;
  readonly logger: Logger;
  readonly now: Clock;
}

const EVERY_MS = 1_000;

/**
 * Looks at every token that is ours, again and again: renews ahead of need, ends what nobody may use any more. It keeps no plan of
 * its own, so that a restart, a new owner or a leap of the clock changes nothing: what is due is read from the tokens themselves.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    const { tokens, owns, now } = parts;
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.tokensValid, { description: 'Pharmacies of this replica with a token that can be used' })
      .addCallback((observed) => {
        observed.observe(tokens.all().filter((known) => owns(known.state.pharmacy) && usable(known, now())).length);
      });
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.tokensMissing, {
        description: 'Pharmacies of this replica with traffic and a good credential, and yet no token that can be used',
      })
      .addCallback((observed) => {
        observed.observe(tokens.all().filter((known) => owns(known.state.pharmacy) && isMissing(known, now())).length);
      });
  }

  start(): void {
    this.#timer = setInterval(() => this.lookSoon(), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Looks now, unless a look is under way: a suspension must not wait for the next second. */
  lookSoon(): void {
    this.#looking ??= this.look()
      .catch((error: unknown) => this.#parts.logger.error({ error }, 'upkeep of tokens failed'))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  /** One look at all tokens; resolves when revocations are done and renewals have begun. */
  async look(): Promise<void> {
    const { tokens, control, owns, now } = this.#parts;
    // On stale control we neither call nor take anything away.
    if (!control.isFresh()) {
      return;
    }
    const ours = tokens.all().filter(({ state }) => owns(state.pharmacy));
    const lost = ours.filter(({ state }) => entitledPharmacy(control, state.pharmacy, now()) === undefined);
    await Promise.all(lost.map((known) => this.#parts.revoke.revoke(known.state)));
    await this.#sealAnew();
    for (const known of ours) {
      if (!lost.includes(known) && isRenewalDue(known, now())) {
        this.#renew(known.state.pharmacy);
      }
    }
  }

  /** After a change of the token keys: what was sealed with an old one must be readable when that one goes. */
  async #sealAnew(): Promise<void> {
    const { tokens, owns, keeper, logger } = this.#parts;
    const due = tokens.sealedBefore().filter(({ state }) => owns(state.pharmacy) && !keeper.isUnderway(state.pharmacy));
    if (due.length > 0) {
      await Promise.all(due.map((known) => tokens.publish(known)));
      logger.info({ tokens: due.length }, 'tokens were sealed with the new key');
    }
  }

  #renew(pharmacy: string): void {
    const { keeper, logger } = this.#parts;
    keeper.renew(pharmacy).catch((error: unknown) => logger.error({ pharmacy, error }, 'renewal failed'));
  }
}
