import type { DegradedCode } from '@officine/contracts';
import type { Changes, Clock, Tokens } from '../application/ports.ts';

/** Nobody tells us that mySecu lifted a block: it is asked again, seldom. */
const BLOCK_PROBE_MS = 15 * 60_000;

/** Notices that a pharmacy's credential was replaced, or that auth-token got a token again. */
export class CredentialChanges implements Changes {
  readonly #versionOf: (pharmacy: string) => Promise<string>;
  readonly #tokens: Pick<Tokens, 'current'>;
  readonly #clock: Clock;
  readonly #versions = new Map<string, string>();

  /** `versionOf` names the present state of a pharmacy's credential files. */
  constructor(versionOf: (pharmacy: string) => Promise<string>, tokens: Pick<Tokens, 'current'>, clock: Clock) {
    this.#versionOf = versionOf;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  async since(pharmacy: string, code: DegradedCode, sinceMs: number): Promise<boolean> {
    if (code === 'blocked-by-mysecu') {
      return this.#clock.wallMs() - sinceMs >= BLOCK_PROBE_MS;
    }
    const token = this.#tokens.current(pharmacy);
    if (token?.state === 'valid' && token.issuedAtMs > sinceMs) {
      return true;
    }
    const version = await this.#versionOf(pharmacy);
    // What we have not seen before may have changed while nobody looked: one more attempt tells.
    const hasChanged = this.#versions.get(pharmacy) !== version;
    this.#versions.set(pharmacy, version);
    return hasChanged;
  }
}
