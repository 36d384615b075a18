import { Agent, type AgentOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Credential } from '../credentials/credential.ts';

/** What an HTTPS request needs for one pharmacy and one kind of host. */
export interface Connection {
  readonly agent: Agent | HttpsProxyAgent<string>;
  readonly secureContext: SecureContext;
}

export interface PoolOptions {
  /** PEM: the only authorities that are believed. */
  readonly ca: string;
  readonly proxyUrl?: string | undefined;
  /** Pharmacies whose connections are kept. */
  readonly maxCredentials: number;
  /** Connections of one pharmacy. */
  readonly maxSockets: number;
}

/**
 * Kept-alive, mutually authenticated connections per pharmacy; the least recently used go first, so that a thousand
 * pharmacies cost no more sockets than the bound allows.
 */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #connections = new Map<string, Connection>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** The connection of a credential; its key was parsed into a TLS context once. */
  for(credential: Credential): Connection {
    const known = this.#connections.get(credential.fingerprint);
    // Taken out and put back: a Map keeps the order of insertion, which makes it the order of use.
    if (known !== undefined) this.#connections.delete(credential.fingerprint);
    const connection = known ?? this.#open(credential);
    this.#connections.set(credential.fingerprint, connection);
    if (this.#connections.size > this.#options.maxCredentials) this.#retireOldest();
    return connection;
  }

  /** Closes every connection, those in use included. */
  close(): void {
    for (const { agent } of this.#connections.values()) agent.destroy();
    this.#connections.clear();
  }

  #open({ certificate, privateKey }: Credential): Connection {
    const { ca, maxSockets, proxyUrl } = this.#options;
    const secureContext = createSecureContext({
      cert: certificate.toString(),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ca,
      minVersion: 'TLSv1.2',
    });
    const options: AgentOptions = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: 'lifo' };
    return { agent: proxyUrl === undefined ? new Agent(options) : new HttpsProxyAgent(proxyUrl, options), secureContext };
  }

  #retireOldest(): void {
    const [oldest] = this.#connections;
    if (oldest === undefined) return;
    const [fingerprint, { agent }] = oldest;
    this.#connections.delete(fingerprint);
    // Requests in flight finish; destroying the agent would cut them off.
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  }
}
