import { setTimeout as delay } from 'node:timers/promises';
import { type ControlPharmacy, OfficineError } from '@officine/contracts';
import type { Logger } from '@officine/service-kit';
import { ATTR, linkTo, SPAN, traceparentOf, withSpan } from '@officine/telemetry';
import type { Attempts } from '../domain/attempts.ts';
import type { ForcedRefreshes } from '../domain/forced-refreshes.ts';
import type { Pace } from '../domain/pace.ts';
import { isRenewalDue } from '../domain/renewal.ts';
import { type KnownToken, usable, type ValidToken } from '../domain/token-state.ts';
import { entitledPharmacy } from './entitled-pharmacy.ts';
import type { Clock, Control, CredentialVersions, TokenSource, Tokens } from './ports.ts';

/** How exactly the last need of a pharmacy is known to a later owner, ms. */
const NOTE_TRAFFIC_MS = 3_600_000;

/** Somebody's need of a token. */
export interface TokenNeed {
  readonly pharmacy: string;
  readonly refusedTokenId?: string;
  readonly deadline: Date;
  /** Of the check that waits. */
  readonly traceparent?: string;
}

/** What became of a need: for the span and the metric. */
export type NeedOutcome = 'late' | 'control-stale' | 'not-entitled' | 'valid' | 'joined' | 'backing-off' | 'asked';

export interface TokenKeeperParts {
  readonly tokens: Tokens;
  readonly source: TokenSource;
  readonly control: Control;
  readonly credentials: CredentialVersions;
  readonly attempts: Attempts;
  readonly forcedRefreshes: ForcedRefreshes;
  readonly pace: Pace;
  readonly logger: Logger;
  readonly now: Clock;
}

/**
 * Keeps one token for each pharmacy: one exchange at a time for each, however many ask; a valid token is never replaced by bad news;
 * a refused credential is left in peace until its files change.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts;
  readonly #underway = new Map<string, Promise<void>>();

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
  }

  /** Whether an exchange for `pharmacy` is under way. */
  isUnderway(pharmacy: string): boolean {
    return this.#underway.has(pharmacy);
  }

  /**
   * Meets a need. The one that causes an exchange resolves with it, at its deadline at the latest, so that its record is read again
   * after a crash; those that find it under way resolve at once.
   */
  async meet(need: TokenNeed): Promise<NeedOutcome> {
    const { tokens, control, now } = this.#parts;
    const at = now();
    if (need.deadline.getTime() <= at.getTime()) {
      return 'late';
    }
    if (!control.isFresh()) {
      return 'control-stale';
    }
    const pharmacy = this.#entitled(need.pharmacy);
    if (pharmacy === undefined) {
      return 'not-entitled';
    }
    const known = tokens.known(need.pharmacy);
    const current = usable(known, at);
    if (current !== undefined && current.tokenId !== need.refusedTokenId) {
      this.#noteTraffic(known, at);
      return 'valid';
    }
    if (this.#underway.has(need.pharmacy)) {
      return 'joined';
    }
    return await this.#askUnlessWaiting(pharmacy, need, current);
  }

  /** Obtains a token ahead of need where one is due and the pace leaves room; resolves when it is published or has failed. */
  async renew(id: string): Promise<void> {
    const known = this.#parts.tokens.known(id);
    if (known !== undefined && isRenewalDue(known, this.#parts.now()) && this.#parts.pace.hasSpare()) {
      await this.#aheadOfNeed(id, known);
    }
  }

  /** Obtains a token with a replaced certificate, whenever the present one ends; resolves when it is published or has failed. */
  async replace(id: string): Promise<void> {
    const known = this.#parts.tokens.known(id);
    if (known !== undefined) {
      await this.#aheadOfNeed(id, known);
    }
  }

  async #aheadOfNeed(id: string, known: KnownToken): Promise<void> {
    const { control, attempts, credentials, now } = this.#parts;
    if (this.#underway.has(id) || !control.isFresh()) {
      return;
    }
    const pharmacy = this.#entitled(id);
    if (
      pharmacy === undefined ||
      attempts.waitUntil(id, await credentials.version(id), now()) !== undefined ||
      this.#underway.has(id)
    ) {
      return;
    }
    const links = linkTo(known.state.state === 'valid' ? known.state.traceparent : undefined);
    await withSpan(SPAN.tokenRenewal, { parentTraceparent: null, links, attributes: { [ATTR.pharmacy]: id } }, () =>
      this.#exchange(pharmacy, { requestedAtMs: known.requestedAtMs, traceparent: traceparentOf(), refused: undefined }),
    );
  }

  async #askUnlessWaiting(pharmacy: ControlPharmacy, need: TokenNeed, refused: ValidToken | undefined): Promise<NeedOutcome> {
    const { attempts, credentials, forcedRefreshes, now } = this.#parts;
    const version = await credentials.version(pharmacy.id);
    if (this.#underway.has(pharmacy.id)) {
      return 'joined';
    }
    const at = now();
    const failing = attempts.waitUntil(pharmacy.id, version, at);
    const storming =
      refused && failing === undefined
        ? forcedRefreshes.waitUntil(pharmacy.id, at.getTime() - Date.parse(refused.issuedAt), at)
        : undefined;
    if (storming !== undefined) {
      attempts.pause(pharmacy.id, storming);
    }
    const retryAt = failing ?? storming;
    if (retryAt !== undefined) {
      await this.#repeatBadNews(pharmacy.id, retryAt, refused);
      return 'backing-off';
    }
    const exchange = this.#exchange(pharmacy, { requestedAtMs: at.getTime(), traceparent: need.traceparent, refused });
    const given = new AbortController();
    await Promise.race([
      exchange,
      delay(need.deadline.getTime() - at.getTime(), undefined, { signal: given.signal }).catch(() => undefined),
    ]);
    given.abort();
    return 'asked';
  }

  /** One exchange, known to all as under way until its outcome is published. Never rejects. */
  #exchange(pharmacy: ControlPharmacy, cause: ExchangeCause): Promise<void> {
    const exchange = this.#obtainAndPublish(pharmacy, cause)
      .catch((error: unknown) =>
        this.#parts.logger.error({ pharmacy: pharmacy.id, error }, 'token outcome could not be published'),
      )
      .finally(() => this.#underway.delete(pharmacy.id));
    this.#underway.set(pharmacy.id, exchange);
    return exchange;
  }

  async #obtainAndPublish(pharmacy: ControlPharmacy, cause: ExchangeCause): Promise<void> {
    const { source, tokens, attempts, credentials, pace, now } = this.#parts;
    const { requestedAtMs, traceparent } = cause;
    const version = await credentials.version(pharmacy.id);
    try {
      await delay(pace.take());
      const { issuedAt, expiresAt, ...obtained } = await source.obtain(pharmacy);
      attempts.succeeded(pharmacy.id);
      const state: ValidToken = {
        pharmacy: pharmacy.id,
        state: 'valid',
        ...obtained,
        issuedAt: issuedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ...(traceparent !== undefined && { traceparent }),
      };
      if (this.#entitled(pharmacy.id) === undefined) {
        // Suspended or closed while we asked: what nobody may use is ended at once.
        await source.cancel(pharmacy, state).catch(() => undefined);
        return;
      }
      await tokens.publish({ state, requestedAtMs });
    } catch (error) {
      if (!(error instanceof OfficineError)) {
        throw error;
      }
      const retryAt = attempts.failed(pharmacy.id, error.code, version, now());
      await this.#tellFailure(pharmacy.id, error, retryAt, cause);
    }
  }

  async #tellFailure(
    pharmacy: string,
    error: OfficineError,
    retryAt: Date,
    { requestedAtMs, refused }: ExchangeCause,
  ): Promise<void> {
    const { tokens, logger, now } = this.#parts;
    const { code, step, details } = error;
    const current = usable(tokens.known(pharmacy), now());
    const kept = current !== undefined && current.tokenId !== refused?.tokenId;
    logger.warn(
      { pharmacy, code, step, detail: details.detail, correlationId: details.correlationId, retryAt, kept },
      'no new token',
    );
    if (kept) {
      return;
    }
    const { detail, correlationId } = details;
    await tokens.publish({
      requestedAtMs,
      state: {
        pharmacy,
        state: 'unavailable',
        issuedAt: now().toISOString(),
        cause: { code, step, ...(detail !== undefined && { detail }), ...(correlationId !== undefined && { correlationId }) },
        retryAt: retryAt.toISOString(),
      },
    });
  }

  /** Whoever waits looks for word newer than its request: bad news is said again, so that it need not wait for its whole budget. */
  async #repeatBadNews(pharmacy: string, retryAt: Date, refused: ValidToken | undefined): Promise<void> {
    const { tokens, now } = this.#parts;
    const known = tokens.known(pharmacy);
    const issuedAt = now().toISOString();
    const requestedAtMs = now().getTime();
    if (known?.state.state === 'unavailable') {
      await tokens.publish({ requestedAtMs, state: { ...known.state, issuedAt, retryAt: retryAt.toISOString() } });
    } else if (refused !== undefined) {
      const cause = { code: 'authentication-refused', step: 'get', detail: 'every-token-refused' } as const;
      await tokens.publish({
        requestedAtMs,
        state: { pharmacy, state: 'unavailable', issuedAt, cause, retryAt: retryAt.toISOString() },
      });
    }
  }

  /** Not every need is worth a record. */
  #noteTraffic(known: KnownToken | undefined, at: Date): void {
    const { tokens, logger } = this.#parts;
    if (
      known !== undefined &&
      at.getTime() - known.requestedAtMs > NOTE_TRAFFIC_MS &&
      !this.#underway.has(known.state.pharmacy)
    ) {
      tokens
        .publish({ ...known, requestedAtMs: at.getTime() })
        .catch((error: unknown) => logger.warn({ error }, 'traffic could not be noted'));
    }
  }

  #entitled(id: string): ControlPharmacy | undefined {
    return entitledPharmacy(this.#parts.control, id, this.#parts.now());
  }
}

interface ExchangeCause {
  readonly requestedAtMs: number;
  readonly traceparent: string | undefined;
  /** The token whose refusal forces this exchange. */
  readonly refused: ValidToken | undefined;
}
