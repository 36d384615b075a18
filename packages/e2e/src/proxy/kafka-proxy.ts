import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { advertiseInstead } from './advertise-instead.ts';
import type { Intervention } from './intervention.ts';
import { ProxiedConnection } from './proxied-connection.ts';

/**
 * Stands between Kafka's clients and its brokers, and passes everything on unless a trial intervenes. Brokers name each other to
 * clients by address: in these answers the proxy puts itself.
 */
export class KafkaProxy {
  readonly #servers: readonly Server[];
  readonly #ports = new Map<number, number>();
  readonly #interventions = new Set<Intervention>();
  readonly #connections = new Set<ProxiedConnection>();

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /** @param brokers `127.0.0.1:port`, joined by commas. */
  static async start(brokers: string): Promise<KafkaProxy> {
    const ports = brokers.split(',').map((broker) => Number(broker.split(':')[1]));
    const servers = ports.map(() => createServer({ noDelay: true }));
    const proxy = new KafkaProxy(servers);
    for (const [index, server] of servers.entries()) {
      const port = ports[index] ?? 0;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      proxy.#ports.set(port, typeof address === 'object' && address !== null ? address.port : 0);
      server.on('connection', (client) => {
        const connection = new ProxiedConnection(client, port, {
          interventions: proxy.#interventions,
          readdress: (answer) => advertiseInstead(answer, proxy.#ports),
          onClose: () => proxy.#connections.delete(connection),
        });
        proxy.#connections.add(connection);
      });
    }
    return proxy;
  }

  /** What clients connect to instead of the brokers. */
  get brokers(): string {
    return [...this.#ports.values()].map((port) => `127.0.0.1:${port}`).join(',');
  }

  /** Intervenes from now on, until the returned function is called. The first that wants a request gets it. */
  intervene(intervention: Intervention): () => void {
    this.#interventions.add(intervention);
    return () => this.#interventions.delete(intervention);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
    }
    for (const connection of this.#connections) {
      connection.close();
    }
    await Promise.all(this.#servers.map((server) => (server.listening ? once(server, 'close') : undefined)));
  }
}
