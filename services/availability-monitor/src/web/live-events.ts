import type { ServerResponse } from 'node:http';
import type { StatusNow } from '../application/status-now.ts';

/** How often a page hears that somebody still watches, ms; a connection without traffic is cut by proxies. */
const OBSERVED_EVERY_MS = 15_000;
const LOOK_EVERY_MS = 500;
/** Readers at a time: a status page is read by many when mySecu is down, and each holds a connection. */
const MOST = 2_000;

/** What open pages show, as far as a change of it is news. */
export interface LiveSources {
  readonly now: () => StatusNow;
  /** Anything else that a page shows and that changes seldom: announced maintenance, notes, the environment. */
  readonly rest: () => string;
}

/**
 * Tells open pages that something has changed (server-sent events); they then fetch themselves, nothing else is sent. Looks at what
 * is shown rather than at what came in: that a state has become too old to be true is a change that no record tells.
 */
export class LiveEvents {
  readonly #sources: LiveSources;
  readonly #readers = new Set<ServerResponse>();
  #timers: NodeJS.Timeout[] = [];
  #shown = '';

  constructor(sources: LiveSources) {
    this.#sources = sources;
  }

  start(): void {
    this.#shown = this.#fingerprint();
    this.#timers = [
      setInterval(() => this.look(), LOOK_EVERY_MS),
      setInterval(() => this.#write('observed', this.#observedAt()), OBSERVED_EVERY_MS),
    ];
    for (const timer of this.#timers) {
      timer.unref();
    }
  }

  /** Takes a reader in; beyond the limit it is sent away, and its page refreshes itself each minute. */
  add(response: ServerResponse): void {
    if (this.#readers.size >= MOST) {
      response.writeHead(503, { 'retry-after': '60' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write(`retry: 5000\nevent: observed\ndata: ${this.#observedAt()}\n\n`);
    this.#readers.add(response);
    response.once('close', () => this.#readers.delete(response));
  }

  /** Looks now: something may have changed. */
  look(): void {
    const fingerprint = this.#fingerprint();
    if (fingerprint !== this.#shown) {
      this.#shown = fingerprint;
      this.changed();
    }
  }

  /** Tells that something has changed, whatever it is. */
  changed(): void {
    this.#write('changed', '{}');
  }

  stop(): void {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    for (const reader of this.#readers) {
      reader.end();
    }
  }

  #fingerprint(): string {
    const states = this.#sources
      .now()
      .components.map(({ component, state, sinceMs, cause }) => [component, state, sinceMs, cause]);
    return JSON.stringify([states, this.#sources.rest()]);
  }

  #observedAt(): string {
    const { observedAtMs } = this.#sources.now();
    return observedAtMs === undefined ? '' : new Date(observedAtMs).toISOString();
  }

  #write(event: string, data: string): void {
    for (const reader of this.#readers) {
      reader.write(`event: ${event}\ndata: ${data}\n\n`);
    }
  }
}
