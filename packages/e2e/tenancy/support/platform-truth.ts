/** One business call as the simulator saw it. Times are epoch milliseconds. */
export interface SeenCall {
  readonly pharmacy: string;
  readonly correlationId: string;
  readonly receivedAtMs: number;
  readonly outcome: string;
}

interface Entry {
  readonly at: string;
  readonly step: string;
  readonly pharmacy?: string;
  readonly correlationId: string;
  readonly outcome: string;
  readonly durationMs: number;
}

/** The simulator's own record, which nobody here can talk into anything. */
export class PlatformTruth {
  readonly #url: string;

  constructor(controlUrl: string | null) {
    if (controlUrl === null) {
      throw new Error('this stack has no simulator of its own');
    }
    this.#url = controlUrl;
  }

  /** Every business call so far, in the order of its arrival. */
  async calls(step = 'get'): Promise<readonly SeenCall[]> {
    const { entries } = (await (await fetch(`${this.#url}/truth?limit=40000`)).json()) as { entries: readonly Entry[] };
    return entries
      .filter((entry) => entry.step === step)
      .map(({ at, pharmacy = '', correlationId, durationMs, outcome }) => ({
        pharmacy,
        correlationId,
        outcome,
        receivedAtMs: Date.parse(at) - durationMs,
      }))
      .sort((a, b) => a.receivedAtMs - b.receivedAtMs);
  }

  async latency(getMs: number): Promise<void> {
    await this.#put('/settings', { latencyMs: { get: getMs } });
  }

  /** Makes a certificate known; `keepFormer`: beside the one before. */
  async know(
    pharmacy: { readonly id: string; readonly codePrestataire: string; readonly eHealthId: string; readonly certificate: string },
    keepFormer: boolean,
  ): Promise<void> {
    await this.#put('/pharmacies', { ...pharmacy, keepFormer });
  }

  async #put(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, { method: 'PUT', body: JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`the simulator's control port answered ${response.status} to ${path}: ${await response.text()}`);
    }
  }
}
