import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

const DEFAULT_URL = 'http://127.0.0.1:8081';
const TIMEOUT_MS = 15_000;

/** What `GET /api/v1/status` of the availability monitor says. */
export const status = z.object({
  environment: z.string(),
  observedAt: z.string().nullable(),
  components: z.array(z.object({ component: z.string(), state: z.string(), since: z.string(), cause: z.string().optional() })),
});

/** What `GET /api/v1/incidents` says. */
export const incidents = z.object({
  incidents: z.array(
    z.object({ id: z.string(), openedAt: z.string(), closedAt: z.string().nullable(), components: z.array(z.string()) }),
  ),
});

/** What `GET /api/v1/incidents/{id}` says. */
export const incident = z.object({
  id: z.string(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  components: z.array(z.string()),
  timeline: z.array(
    z.object({
      at: z.string(),
      component: z.string().optional(),
      state: z.string().optional(),
      cause: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});

/** What `GET /api/v1/channels` says. */
export const channels = z.object({ channels: z.array(z.string()) });

/** What the report of an incident says. */
export const report = z.object({ subject: z.string(), text: z.string() });

/** The availability monitor's API, under `--url` or `OFFICINE_MONITOR_URL`; operators' paths take the token of `OFFICINE_MONITOR_TOKEN_FILE`. */
export class MonitorApi {
  readonly #base: string;
  readonly #io: Io;

  constructor(io: Io, base: string | undefined) {
    this.#io = io;
    this.#base = base ?? io.env['OFFICINE_MONITOR_URL'] ?? DEFAULT_URL;
  }

  /** Asks. Rejects with what the monitor said when it refuses. */
  async get<T>(path: string, schema: z.ZodType<T>, operator = false): Promise<T> {
    return schema.parse(await this.#ask('GET', path, undefined, operator));
  }

  /** Tells the monitor to do something, as an operator. Rejects with what the monitor said when it refuses. */
  async post(path: string, body: object): Promise<void> {
    await this.#ask('POST', path, JSON.stringify(body), true);
  }

  async #ask(method: string, path: string, body: string | undefined, operator: boolean): Promise<unknown> {
    const headers = operator ? { authorization: `Bearer ${await this.#token()}` } : {};
    const answer = await fetch(new URL(path, this.#base), {
      method,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    });
    const said: unknown = await answer.json();
    if (!answer.ok) {
      throw new Error(`the monitor refused: ${reasonIn(said) ?? answer.status}`);
    }
    return said;
  }

  async #token(): Promise<string> {
    const path = this.#io.env['OFFICINE_MONITOR_TOKEN_FILE'];
    if (path === undefined || path === '') {
      throw new UsageError('OFFICINE_MONITOR_TOKEN_FILE names no file: the monitor wants an operator’s token');
    }
    return (await readFile(path, 'utf8')).trim();
  }
}

function reasonIn(said: unknown): string | undefined {
  const found = z.object({ error: z.string().optional(), reason: z.string().optional() }).safeParse(said);
  return found.success ? (found.data.reason ?? found.data.error) : undefined;
}
