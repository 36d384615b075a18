import type { Component, CredentialStore, Expiring, Logger } from '@officine/service-kit';
import { hasTraffic } from '../domain/renewal.ts';
import { usable } from '../domain/token-state.ts';
import type { Clock, Control, Owns, Tokens } from './ports.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface CredentialWatchParts {
  readonly tokens: Pick<Tokens, 'all'>;
  readonly control: Pick<Control, 'isFresh'>;
  readonly owns: Owns;
  readonly credentials: Pick<CredentialStore<Expiring>, 'of'>;
  readonly keeper: Pick<TokenKeeper, 'replace'>;
  readonly logger: Logger;
  readonly now: Clock;
}

const EVERY_MS = 500;
/** Pharmacies looked at each time: with 400 in use a replaced file is noticed within two seconds, with more a little later. */
const AT_ONCE = 100;

/**
 * Notices that a pharmacy's certificate was replaced and gets a token with the new one before anybody needs it. Tokens are bound to
 * the certificate that they were made with: until the new token is there, checks go on with the former pair.
 */
export class CredentialWatch implements Component {
  readonly #parts: CredentialWatchParts;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(parts: CredentialWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look()
        .catch((error: unknown) => this.#parts.logger.error({ error }, 'credentials could not be looked at'))
        .finally(() => {
          this.#looking = undefined;
        });
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** One look at the next pharmacies that are ours and in use. */
  async look(): Promise<void> {
    const { tokens, owns, control, now } = this.#parts;
    if (!control.isFresh()) {
      return;
    }
    const ours = tokens.all().filter((known) => owns(known.state.pharmacy) && hasTraffic(known, now()));
    const begin = this.#next < ours.length ? this.#next : 0;
    const due = ours.slice(begin, begin + AT_ONCE);
    this.#next = begin + due.length;
    await Promise.all(due.map((known) => this.#lookAt(known.state.pharmacy, usable(known, now())?.certificate)));
  }

  async #lookAt(pharmacy: string, madeWith: string | undefined): Promise<void> {
    const { credentials, keeper } = this.#parts;
    if (madeWith === undefined) {
      return;
    }
    const present = await credentials.of(pharmacy).catch(() => undefined);
    const fingerprint = present?.credential.fingerprint;
    if (fingerprint !== undefined && fingerprint !== madeWith) {
      await keeper.replace(pharmacy);
    }
  }
}
