import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { KeyPair } from '../options.ts';

/** Handles one request; `connection` is the TCP connection below TLS. */
export type Handle = (request: IncomingMessage, response: ServerResponse, connection: Socket) => void;

/** An HTTPS port that can be shut and opened again under the same number. */
export interface Listener {
  readonly port: number;
  /** Stops listening and ends all connections: the next one is refused. */
  shut(): Promise<void>;
  /** Shows another certificate from the next connection on; the present ones end. */
  show(pair: KeyPair): void;
  /** Listens again; does nothing when it does already. Thrown when somebody took the port meanwhile. */
  open(): Promise<void>;
}

/** What a listener shows and whom it believes. */
export interface ListenerTls extends ServerOptions {
  /** PEM: clients that are believed one by one, whoever issued their certificates; beside those of `ca`. */
  readonly clients?: readonly string[];
}

/** Starts to listen with client certificates demanded; HTTP/1.1 over TLS 1.2 or 1.3 (protocol section 1). */
export async function listen(
  { clients = [], ...tls }: ListenerTls,
  host: string,
  wanted: number,
  handle: Handle,
): Promise<Listener> {
  const connections = new Map<string, Socket>();
  const server = createServer({
    ...tls,
    requestCert: true,
    // OpenSSL could believe single certificates (X509_V_FLAG_PARTIAL_CHAIN), but Node's TLS servers do not hand that on.
    rejectUnauthorized: clients.length === 0,
    minVersion: 'TLSv1.2',
    keepAliveTimeout: 120_000,
  });
  const believed = new Set(clients.map((pem) => new X509Certificate(pem).fingerprint256));
  server.on('secureConnection', (socket: TLSSocket) => {
    if (!socket.authorized && !believed.has(socket.getPeerCertificate().fingerprint256)) socket.destroy();
  });
  server.on('connection', (socket: Socket) => {
    const name = `${socket.remoteAddress}:${socket.remotePort}`;
    connections.set(name, socket);
    socket.once('close', () => connections.delete(name));
  });
  server.on('request', (request, response) => {
    const connection = connections.get(`${request.socket.remoteAddress}:${request.socket.remotePort}`);
    if (connection === undefined) request.socket.destroy();
    else handle(request, response, connection);
  });
  const open = async (port: number): Promise<void> => {
    server.listen(port, host);
    await once(server, 'listening');
  };
  await open(wanted);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    show({ key, cert }) {
      // What is not named here keeps its value from the start: client certificates are demanded all the same.
      server.setSecureContext({ ...tls, key, cert, minVersion: 'TLSv1.2' });
      for (const socket of connections.values()) socket.destroy();
    },
    async shut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections.values()) socket.destroy();
      await closed;
    },
    open: async () => {
      if (!server.listening) await open(port);
    },
  };
}
