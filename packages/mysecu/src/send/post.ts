import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { type ConnectionOptions, TLSSocket } from 'node:tls';
import type { Connection } from './connection-pool.ts';
import { TransportFailure, transportFailure } from './transport-failure.ts';

/** How a message gets there and back; {@link post} but for tests and measurements. */
export type Transport = (outgoing: Outgoing, limits: PostLimits) => Promise<Reply>;

/** One SOAP message on its way. */
export interface Outgoing {
  readonly url: string;
  readonly soapAction: string;
  readonly envelope: string;
  readonly connection: Connection;
}

/** Bounds of one call, milliseconds and bytes. */
export interface PostLimits {
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly maxBytes: number;
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A complete answer, as raw bytes. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/**
 * Posts a SOAP 1.1 message over mutually authenticated TLS and collects the answer's bytes up to a cap. Sends it again only when a
 * kept connection turns out to be closed before a byte of an answer came: the server had hung up on an idle line.
 * Thrown when there is no complete answer: {@link TransportFailure}, whose kind tells connecting from reading.
 */
export async function post(outgoing: Outgoing, limits: PostLimits): Promise<Reply> {
  const stop = new AbortController();
  const fail = (kind: ConstructorParameters<typeof TransportFailure>[0]): void => stop.abort(new TransportFailure(kind));
  const onAbort = (): void => fail('aborted');
  const deadline = limits.deadlineMs === undefined ? undefined : setTimeout(fail, limits.deadlineMs, 'deadline');
  if (limits.signal?.aborted) onAbort();
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  let wait = setTimeout(fail, limits.connectTimeoutMs, 'connect-timeout');
  const connected = (): void => {
    clearTimeout(wait);
    wait = setTimeout(fail, limits.readTimeoutMs, 'read-timeout');
  };
  try {
    return await exchange(outgoing, limits.maxBytes, stop.signal, connected);
  } catch (error) {
    throw transportFailure(stop.signal.aborted ? stop.signal.reason : error);
  } finally {
    clearTimeout(wait);
    clearTimeout(deadline);
    limits.signal?.removeEventListener('abort', onAbort);
  }
}

async function exchange(outgoing: Outgoing, maxBytes: number, signal: AbortSignal, connected: () => void): Promise<Reply> {
  const response = await respond(outgoing, signal, connected);
  assertOverTls(response);
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    bytes: await collect(response, maxBytes),
  };
}

/** Ends: each kept connection that fails is gone, and a new one that fails is believed. Every message asks, and changes nothing. */
async function respond(outgoing: Outgoing, signal: AbortSignal, connected: () => void): Promise<IncomingMessage> {
  for (;;) {
    const request = send(outgoing, signal);
    notifyWhenConnected(request, connected);
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve);
        request.on('error', reject);
      });
    } catch (error) {
      if (signal.aborted || !request.reusedSocket || transportFailure(error).kind !== 'connection-reset') throw error;
    }
  }
}

function send({ url, soapAction, envelope, connection }: Outgoing, signal: AbortSignal): ClientRequest {
  const body = Buffer.from(envelope);
  const options: RequestOptions & Pick<ConnectionOptions, 'secureContext'> = {
    method: 'POST',
    agent: connection.agent,
    // On the request and not on the agent: a proxied connection takes its TLS options from here alone.
    secureContext: connection.secureContext,
    minVersion: 'TLSv1.2',
    signal,
    headers: { 'Content-Type': 'text/xml;charset=UTF-8', 'Content-Length': body.length, SOAPAction: `"${soapAction}"` },
  };
  const request = httpsRequest(url, options);
  request.end(body);
  return request;
}

function notifyWhenConnected(request: ClientRequest, connected: () => void): void {
  request.once('socket', (socket) => {
    if (request.reusedSocket || (socket instanceof TLSSocket && socket.authorized)) connected();
    else socket.once('secureConnect', connected);
  });
}

/** A proxy that refuses to connect answers in the clear and in the platform's stead: that is nobody's answer. */
function assertOverTls({ socket }: IncomingMessage): void {
  if (!(socket instanceof TLSSocket) || !socket.authorized) throw new TransportFailure('proxy');
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new TransportFailure('oversized');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TransportFailure) throw error;
    throw new TransportFailure('truncated', { cause: error });
  }
  if (!response.complete) throw new TransportFailure('truncated');
  return Buffer.concat(chunks, length);
}
