import type { NoToken, Tokens, ValidToken } from '../../src/application/ports.ts';

type Request = Parameters<Tokens['request']>[0];

/** Tokens as a test publishes them. */
export class FakeTokens implements Tokens {
  readonly requests: Request[] = [];
  readonly #current = new Map<string, ValidToken | NoToken>();
  readonly #waiting = new Set<() => void>();
  #onRequest: (request: Request) => void = () => undefined;

  /** Plays auth-token: what it does about a request. */
  whenAsked(react: (request: Request) => void): this {
    this.#onRequest = react;
    return this;
  }

  publish(pharmacy: string, token: ValidToken | NoToken): this {
    this.#current.set(pharmacy, token);
    for (const wake of [...this.#waiting]) {
      wake();
    }
    return this;
  }

  current(pharmacy: string): ValidToken | NoToken | undefined {
    return this.#current.get(pharmacy);
  }

  changed(_pharmacy: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  }

  async request(request: Request): Promise<void> {
    this.requests.push(request);
    this.#onRequest(request);
  }
}
