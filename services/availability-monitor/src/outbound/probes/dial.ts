import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** Where to dial, and by which proxy. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly proxyUrl?: URL | undefined;
}

/** Thrown when a connection fails; `reason` is machine-readable, such as `connection-refused`. */
export class DialFailed extends Error {
  override readonly name = 'DialFailed';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Resolves a name. Rejects with what the resolver said, or when `signal` aborts. */
export async function resolveName(host: string, signal: AbortSignal): Promise<void> {
  await raceAbort(lookup(host), signal);
}

/** Opens a TCP connection, through the proxy where there is one. Its owner destroys it. */
export async function dial({ host, port, proxyUrl }: Target, signal: AbortSignal): Promise<Socket> {
  return proxyUrl === undefined ? await direct(host, port, signal) : await tunnel(proxyUrl, host, port, signal);
}

async function direct(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port });
  try {
    return await raceAbort(
      new Promise<Socket>((resolve, reject) => {
        socket.once('connect', () => resolve(socket));
        socket.once('error', reject);
      }),
      signal,
    );
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A proxy that cannot be reached, or will not connect us, is ours: the far side was never asked. */
async function tunnel(proxyUrl: URL, host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return await new Promise<Socket>((resolve, reject) => {
    const connecting = request(proxyUrl, { method: 'CONNECT', path: `${host}:${port}`, signal });
    connecting.once('connect', ({ statusCode }, socket: Socket) => {
      if (statusCode === 200) {
        resolve(socket);
      } else {
        socket.destroy();
        // 502 and 504 say that the proxy asked and got nothing; anything else is the proxy's own affair.
        reject(new DialFailed(statusCode === 502 || statusCode === 504 ? 'unreachable-through-proxy' : 'proxy'));
      }
    });
    connecting.once('error', (error) => reject(signal.aborted ? error : new DialFailed('proxy')));
    connecting.end();
  });
}

export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    work.catch(() => undefined);
  }
}
