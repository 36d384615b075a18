import type { ControlPharmacy, ControlSuspension, TokenIssued } from '@officine/contracts';
import type { Logger } from '@officine/service-kit';
import type { Control, ObtainedToken, TokenSource, Tokens } from '../../src/application/ports.ts';
import { RevokeToken } from '../../src/application/revoke-token.ts';
import { TokenKeeper } from '../../src/application/token-keeper.ts';
import { Upkeep } from '../../src/application/upkeep.ts';
import { Attempts } from '../../src/domain/attempts.ts';
import { ForcedRefreshes } from '../../src/domain/forced-refreshes.ts';
import { Pace } from '../../src/domain/pace.ts';
import type { KnownToken, ValidToken } from '../../src/domain/token-state.ts';

export const START = new Date('2026-11-24T08:00:00Z');
export const HOUR_MS = 3_600_000;

export function aPharmacy(changes: Partial<ControlPharmacy> = {}): ControlPharmacy {
  return {
    id: 'ph-0001',
    vendor: 'acme',
    codePrestataire: '90000001',
    eHealthId: '1234567890',
    authentication: 'esante',
    services: ['affiliation'],
    opened: '2020-01-01',
    closed: null,
    ...changes,
  };
}

export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
  child: () => silent,
};

export function aToken(tokenId: string, issuedAt = START, lifetimeMs = HOUR_MS): ObtainedToken {
  return {
    tokenId,
    token: `<t>${tokenId}</t>`,
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + lifetimeMs),
    correlationId: 'Id-1',
  };
}

export function aValidToken(tokenId: string, changes: Partial<ValidToken> = {}): ValidToken {
  const { issuedAt, expiresAt, ...token } = aToken(tokenId);
  return {
    pharmacy: 'ph-0001',
    state: 'valid',
    ...token,
    issuedAt: issuedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    ...changes,
  };
}

/** The tokens topic, in memory. */
export class FakeTokens implements Tokens {
  readonly published: TokenIssued[] = [];
  readonly removed: string[] = [];
  readonly #known = new Map<string, KnownToken>();

  known(pharmacy: string): KnownToken | undefined {
    return this.#known.get(pharmacy);
  }
  all(): KnownToken[] {
    return [...this.#known.values()];
  }
  /** Those that the test says were sealed with an old key. */
  readonly sealedWithOldKey = new Set<string>();
  sealedBefore(): KnownToken[] {
    return this.all().filter(({ state }) => this.sealedWithOldKey.has(state.pharmacy));
  }
  publish(known: KnownToken): Promise<void> {
    this.sealedWithOldKey.delete(known.state.pharmacy);
    this.published.push(known.state);
    this.#known.set(known.state.pharmacy, known);
    return Promise.resolve();
  }
  remove(pharmacy: string): Promise<void> {
    this.removed.push(pharmacy);
    this.#known.delete(pharmacy);
    return Promise.resolve();
  }
  /** What an earlier owner left. */
  hold(state: TokenIssued, requestedAtMs = START.getTime()): void {
    this.#known.set(state.pharmacy, { state, requestedAtMs });
  }
}

/** eSanté and the token service: each call waits for its answer, given by the test. */
export class FakeSource implements TokenSource {
  readonly asked: string[] = [];
  readonly cancelled: string[] = [];
  answer: (pharmacy: string) => Promise<ObtainedToken> = () => Promise.resolve(aToken(`t-${this.asked.length}`));
  cancellation: () => Promise<void> = () => Promise.resolve();

  obtain({ id }: ControlPharmacy): Promise<ObtainedToken> {
    this.asked.push(id);
    return this.answer(id);
  }
  cancel(_pharmacy: ControlPharmacy, { tokenId }: ValidToken): Promise<void> {
    this.cancelled.push(tokenId);
    return this.cancellation();
  }
}

/** Control, as the test wants it. */
export class FakeControl implements Control {
  fresh = true;
  readonly known = new Map([['ph-0001', aPharmacy()]]);
  suspension: ControlSuspension | undefined;

  isFresh(): boolean {
    return this.fresh;
  }
  pharmacies(): ControlPharmacy[] {
    return [...this.known.values()];
  }
  pharmacy(id: string): ControlPharmacy | undefined {
    return this.known.get(id);
  }
  suspendedBy({ vendor, pharmacy }: { vendor?: string; pharmacy?: string }): ControlSuspension | undefined {
    const scope = this.suspension?.scope;
    return scope === 'all' || scope === `vendor/${vendor}` || scope === `pharmacy/${pharmacy}` ? this.suspension : undefined;
  }
}

/** A service in memory, with the clock in the test's hand. */
export function aTokenService() {
  const tokens = new FakeTokens();
  const source = new FakeSource();
  const control = new FakeControl();
  const clock = { nowMs: START.getTime() };
  const credential = { version: 'v1' };
  const now = () => new Date(clock.nowMs);
  const shared = { tokens, source, control, logger: silent, now };
  const keeper = new TokenKeeper({
    ...shared,
    credentials: { version: () => Promise.resolve(credential.version) },
    attempts: new Attempts(() => 1),
    forcedRefreshes: new ForcedRefreshes(),
    pace: new Pace(1_000),
  });
  const revoke = new RevokeToken(shared);
  const upkeep = new Upkeep({ ...shared, owns: (pharmacy) => pharmacy !== 'ph-of-others', keeper, revoke });
  const need = (changes: { refusedTokenId?: string; pharmacy?: string } = {}) =>
    keeper.meet({ pharmacy: 'ph-0001', deadline: new Date(clock.nowMs + 3_000), ...changes });
  return { tokens, source, control, clock, credential, keeper, revoke, upkeep, need };
}
