/** A fault that the simulator commits; see its README. */
export interface Fault {
  readonly kind: string;
  readonly step?: 'identity' | 'token' | 'get';
  readonly count?: number;
  /** Of `latency` and of slow kinds. */
  readonly delayMs?: number;
}

interface Truth {
  readonly counters: Readonly<Record<string, { readonly received: number }>>;
  readonly entries: readonly { readonly step: string; readonly pharmacy?: string }[];
}

/** The simulator's control port: what mySecu does wrong from now on, and what it saw. */
export class PlatformControl {
  readonly #url: string;

  constructor(url: string | null) {
    if (url === null) {
      throw new Error('this stack has no simulator of its own');
    }
    this.#url = url;
  }

  async commit(...faults: readonly Fault[]): Promise<void> {
    await this.#send('POST', '/faults', faults);
  }

  async mend(): Promise<void> {
    await this.#send('DELETE', '/faults');
  }

  /** mySecu forgets its session tokens, of one pharmacy or of all. */
  async revokeTokens(pharmacy?: string): Promise<void> {
    await this.#send('POST', '/tokens/revoke', pharmacy === undefined ? {} : { pharmacy });
  }

  /** How long mySecu takes for a business call from now on. */
  async setLatencyMs(get: number): Promise<void> {
    await this.#send('PUT', '/settings', { latencyMs: { get } });
  }

  /** How often a step was called for a pharmacy since the start. */
  async callsOf(step: string, pharmacy: string): Promise<number> {
    const truth = (await (await this.#send('GET', `/truth?pharmacy=${pharmacy}&limit=20000`)).json()) as Truth;
    return truth.entries.filter((entry) => entry.step === step && entry.pharmacy === pharmacy).length;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!response.ok) {
      throw new Error(`the simulator's control port answered ${response.status} to ${method} ${path}`);
    }
    return response;
  }
}
