/** A fault that the simulator commits; see its README. */
export interface PlatformFault {
  readonly kind: string;
  readonly step?: 'identity' | 'token' | 'get';
  readonly match?: { readonly pharmacy?: string };
  readonly count?: number;
  readonly delayMs?: number;
}

/** One call that the simulator received. */
export interface CallSeen {
  readonly at: string;
  readonly step: 'identity' | 'token' | 'get' | 'cancel';
  readonly pharmacy?: string;
  readonly fault?: string;
  readonly outcome: 'answered' | 'refused';
  readonly durationMs: number;
}

/** The simulator's control port. */
export class Platform {
  readonly #url: string;

  constructor(url: string | null) {
    if (url === null) {
      throw new Error('this stack has no simulator of its own');
    }
    this.#url = url;
  }

  async commit(...faults: readonly PlatformFault[]): Promise<void> {
    await this.#send('POST', '/faults', faults);
  }

  async mend(): Promise<void> {
    await this.#send('DELETE', '/faults');
  }

  async configure(settings: object): Promise<void> {
    await this.#send('PUT', '/settings', settings);
  }

  async revokeTokens(pharmacy?: string): Promise<void> {
    await this.#send('POST', '/tokens/revoke', pharmacy === undefined ? {} : { pharmacy });
  }

  /** The newest calls, at most 20 000. */
  async calls(): Promise<readonly CallSeen[]> {
    const response = await this.#send('GET', '/truth?limit=20000');
    return ((await response.json()) as { entries: readonly CallSeen[] }).entries;
  }

  async forgetCalls(): Promise<void> {
    await this.#send('DELETE', '/truth');
  }

  async #send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!response.ok) {
      throw new Error(`the simulator's control port answered ${response.status} to ${method} ${path}: ${await response.text()}`);
    }
    return response;
  }
}

/** The most calls that any window of one second saw, by the times at which they arrived. */
export function busiestSecond(calls: readonly CallSeen[]): { readonly count: number; readonly at: string } {
  const arrivals = calls.map(({ at, durationMs }) => Date.parse(at) - durationMs).toSorted((a, b) => a - b);
  let count = 0;
  let atMs = 0;
  for (let first = 0, last = 0; last < arrivals.length; last += 1) {
    while ((arrivals[last] ?? 0) - (arrivals[first] ?? 0) >= 1_000) {
      first += 1;
    }
    if (last - first + 1 > count) {
      count = last - first + 1;
      atMs = arrivals[first] ?? 0;
    }
  }
  return { count, at: new Date(atMs).toISOString() };
}
