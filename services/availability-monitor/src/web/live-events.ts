import type { ServerResponse } from 'node:http';

const KEEP_ALIVE_MS = 25_000;
/** Readers at a time: a status page is read by many when mySecu is down, and each holds a connection. */
const MOST = 2_000;

/** Tells open pages that something has changed (server-sent events). The page then fetches itself: nothing else is sent. */
export class LiveEvents {
  readonly #readers = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;

  start(): void {
    this.#timer = setInterval(() => this.#write(': still here\n\n'), KEEP_ALIVE_MS);
    this.#timer.unref();
  }

  /** Takes a reader in; beyond the limit it is sent away, and its page refreshes itself each minute. */
  add(response: ServerResponse): void {
    if (this.#readers.size >= MOST) {
      response.writeHead(503, { 'retry-after': '60' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write('retry: 5000\n\n');
    this.#readers.add(response);
    response.once('close', () => this.#readers.delete(response));
  }

  changed(): void {
    this.#write('event: changed\ndata: {}\n\n');
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const reader of this.#readers) {
      reader.end();
    }
  }

  #write(text: string): void {
    for (const reader of this.#readers) {
      reader.write(text);
    }
  }
}
