import type { DegradedCode } from '@officine/contracts';
import type { Changes, Clock, Tokens } from '../application/ports.ts';
import { isOfToken } from '../domain/recheck-plan.ts';

/** Notices that a pharmacy's credential was replaced, or that auth-token got a token again. */
export class CredentialChanges implements Changes {
  readonly #versionOf: (pharmacy: string) => Promise<string>;
  readonly #tokens: Pick<Tokens, 'current'>;
  readonly #clock: Pick<Clock, 'wallMs'>;
  readonly #versions = new Map<string, string>();

  /** `versionOf` names the present state of a pharmacy's credential files. */
  constructor(versionOf: (pharmacy: string) => Promise<string>, tokens: Pick<Tokens, 'current'>, clock: Pick<Clock, 'wallMs'>) {
    this.#versionOf = versionOf;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  async since(pharmacy: string, code: DegradedCode, sinceMs: number): Promise<boolean> {
    const token = this.#tokens.current(pharmacy);
    if (isOfToken(code)) {
      return token?.state === 'valid' && token.expiresAtMs > this.#clock.wallMs();
    }
    if (token?.state === 'valid' && token.issuedAtMs > sinceMs) {
      return true;
    }
    if (code === 'blocked-by-mysecu') {
      return false; // No file lifts a block.
    }
    const version = await this.#versionOf(pharmacy);
    // What we have not seen before may have changed while nobody looked: one more attempt tells.
    const hasChanged = this.#versions.get(pharmacy) !== version;
    this.#versions.set(pharmacy, version);
    return hasChanged;
  }
}
