import { stat } from 'node:fs/promises';
import { keySetFile } from '../config/formats.ts';
import type { Logger } from '../logging/logger.ts';
import type { Component } from '../run/lifecycle.ts';
import type { TokenCipher } from './token-cipher.ts';

const EVERY_MS = 1_000;
const FORMAT = keySetFile('A256GCM', 256);

/**
 * Follows the file of the token keys, so that they rotate without a restart. Without a gap in this order: a new key second in every
 * process's file, then first, then the old one away. A file that cannot be read leaves the keys as they are.
 */
export class TokenKeyWatch implements Component {
  readonly #file: string | undefined;
  readonly #cipher: TokenCipher;
  readonly #logger: Logger;
  #seen: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `file`: undefined where the keys come from nowhere that could be followed. */
  constructor(file: string | undefined, cipher: TokenCipher, logger: Logger) {
    this.#file = file;
    this.#cipher = cipher;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    if (this.#file !== undefined) {
      this.#seen = await versionOf(this.#file);
      this.#timer = setInterval(() => void this.look(), EVERY_MS);
      this.#timer.unref();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One look at the file. */
  async look(): Promise<void> {
    if (this.#file === undefined) {
      return;
    }
    const version = await versionOf(this.#file);
    if (version === this.#seen) {
      return;
    }
    this.#seen = version;
    try {
      this.#cipher.replaceKeys(FORMAT.read(this.#file));
      this.#logger.info({ kid: this.#cipher.keyInUse }, 'token keys were replaced');
    } catch (error) {
      this.#logger.error({ error }, 'the file of the token keys cannot be used, the former keys stay');
    }
  }
}

/** Changes whenever the file is replaced, by Kubernetes too, which swaps the target of a link. */
async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs}:${size}:${ino}`;
  } catch {
    return '-';
  }
}
