import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Environment } from '@officine/contracts';
import { z } from 'zod';
import type { ChannelName, History, Incidents } from '../application/ports.ts';
import type { SendNotices } from '../application/send-notices.ts';
import { writeReport } from '../application/write-notice.ts';

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: object;
}

const MAX_BODY_BYTES = 8_192;
const REPORTED_FAILURES = 20;
const noteBody = z.object({ text: z.string().trim().min(1).max(2_000) });
const CHANNELS: readonly ChannelName[] = ['webhook', 'mail', 'help-desk'];

/** What operators do, with a token from a file: notes, reports, tests of channels. Without a configured token there is no such thing. */
export class OperatorApi {
  readonly #token: string | undefined;
  readonly #incidents: Incidents;
  readonly #history: Pick<History, 'failures'>;
  readonly #notices: Pick<SendNotices, 'test' | 'channels'>;
  readonly #environment: Environment;
  readonly #onNote: () => void;

  constructor(parts: {
    readonly token: string | undefined;
    readonly incidents: Incidents;
    readonly history: Pick<History, 'failures'>;
    readonly notices: Pick<SendNotices, 'test' | 'channels'>;
    readonly environment: Environment;
    /** Told when an incident has a new note: it is to be seen at once. */
    readonly onNote: () => void;
  }) {
    this.#token = parts.token;
    this.#incidents = parts.incidents;
    this.#history = parts.history;
    this.#notices = parts.notices;
    this.#environment = parts.environment;
    this.#onNote = parts.onNote;
  }

  /** Answers; undefined for what is not an operator's path. */
  async answer(request: IncomingMessage, path: string): Promise<ApiAnswer | undefined> {
    const [, incidentId, what] = /^\/api\/v1\/incidents\/([\w-]{1,80})\/(notes|report)$/.exec(path) ?? [];
    const channel = CHANNELS.find((name) => path === `/api/v1/channels/${name}/test`);
    const listsChannels = path === '/api/v1/channels';
    if (channel === undefined && what === undefined && !listsChannels) {
      return undefined;
    }
    if (!this.#isOperator(request.headers.authorization)) {
      return { status: 401, body: { error: 'a bearer token is needed' } };
    }
    if (listsChannels) {
      return request.method === 'GET' ? { status: 200, body: { channels: this.#notices.channels } } : notAllowed();
    }
    if (channel !== undefined) {
      return request.method === 'POST' ? await this.#test(channel) : notAllowed();
    }
    const incident = incidentId === undefined ? undefined : await this.#incidents.find(incidentId);
    if (incident === undefined) {
      return { status: 404, body: { error: 'there is no such incident' } };
    }
    if (what === 'report' && request.method === 'GET') {
      const failures = await this.#history.failures(incident.openedAtMs, incident.closedAtMs ?? Date.now(), REPORTED_FAILURES);
      const { subject, text } = writeReport(incident, failures, this.#environment);
      return { status: 200, body: { subject, text } };
    }
    if (what !== 'notes' || request.method !== 'POST') {
      return notAllowed();
    }
    const note = noteBody.safeParse(await jsonOf(request));
    if (!note.success) {
      return { status: 400, body: { error: 'a note is {"text": "1 to 2000 characters"}' } };
    }
    await this.#incidents.addNote(incident.id, Date.now(), note.data.text);
    this.#onNote();
    return { status: 201, body: { incident: incident.id } };
  }

  async #test(channel: ChannelName): Promise<ApiAnswer> {
    try {
      await this.#notices.test(channel);
      return { status: 200, body: { channel, sent: true } };
    } catch (error) {
      return { status: 502, body: { channel, sent: false, reason: error instanceof Error ? error.message : 'unknown' } };
    }
  }

  #isOperator(authorization: string | undefined): boolean {
    if (this.#token === undefined || authorization === undefined) {
      return false;
    }
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(authorization), digest(`Bearer ${this.#token}`));
  }
}

function notAllowed(): ApiAnswer {
  return { status: 405, body: { error: 'not so' } };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
