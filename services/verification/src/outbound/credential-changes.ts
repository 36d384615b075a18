import type { Changes, Clock, Obstacle, Tokens } from '../application/ports.ts';

/** Notices that a pharmacy's credential was replaced, or that auth-token got a token again. */
export class CredentialChanges implements Changes {
  readonly #versionOf: (pharmacy: string) => Promise<string>;
  readonly #tokens: Pick<Tokens, 'current'>;
  readonly #clock: Pick<Clock, 'wallMs'>;
  /** By pharmacy and reason to wait, as whoever waits for one is told of a change once. */
  readonly #versions = new Map<string, string>();

  /** `versionOf` names the present state of a pharmacy's credential files. */
  constructor(versionOf: (pharmacy: string) => Promise<string>, tokens: Pick<Tokens, 'current'>, clock: Pick<Clock, 'wallMs'>) {
    this.#versionOf = versionOf;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  async since({ pharmacy, code, isOfToken, metAtMs }: Obstacle): Promise<boolean> {
    const token = this.#tokens.current(pharmacy);
    const isThere = token?.state === 'valid' && token.expiresAtMs > this.#clock.wallMs();
    // Where it was a token that was lacking, any will do: it may have been issued a moment before, and not been heard of.
    if (isThere && (isOfToken || token.issuedAtMs > metAtMs)) {
      return true;
    }
    if (code === 'identity-provider-unavailable' || code === 'token-service-unavailable') {
      return false;
    }
    if (code === 'blocked-by-mysecu') {
      return false; // No file lifts a block.
    }
    const version = await this.#versionOf(pharmacy);
    // What we have not seen before may have changed while nobody looked: one more attempt tells.
    const obstacle = `${pharmacy} ${code} ${isOfToken}`;
    const hasChanged = this.#versions.get(obstacle) !== version;
    this.#versions.set(obstacle, version);
    return hasChanged;
  }
}
