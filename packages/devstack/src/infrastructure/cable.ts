import { connect, createServer, type Server, type Socket } from 'node:net';
import type { KafkaVariant } from './kafka-guard.ts';

/**
 * A way to Kafka that can be cut: a listener of its own, advertised under the cable's address, so that whoever comes this way never
 * learns another. What is cut is silent, as a network is: connections stay open and nothing passes.
 */
export class Cable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target = 0;
  #isCut = false;

  private constructor() {
    this.#server = createServer((client) => this.#accept(client));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async lay(): Promise<Cable> {
    const cable = new Cable();
    await new Promise<void>((resolve, reject) => {
      cable.#server.once('error', reject);
      cable.#server.listen(0, '127.0.0.1', resolve);
    });
    return cable;
  }

  get port(): number {
    const address = this.#server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  /** `host:port`, as `KAFKA_BROKERS` has it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Where it leads. */
  leadTo(port: number): void {
    this.#target = port;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) {
      socket.pause();
    }
  }

  mend(): void {
    this.#isCut = false;
    // What was under way when it was cut is broken for good; who comes back connects anew.
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const broker = connect(this.#target, '127.0.0.1');
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('data', (chunk) => {
        if (!this.#isCut) {
          to.write(chunk);
        }
      });
    }
  }
}

/** A cluster with a second listener that is reached by a cable alone. */
export function behindCable(cable: Cable): KafkaVariant {
  return {
    properties: ({ brokerPort, sidePort, controllerPort }) => ({
      listeners: `PLAINTEXT://127.0.0.1:${brokerPort},CABLE://127.0.0.1:${sidePort},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${brokerPort},CABLE://${cable.address}`,
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,CABLE:PLAINTEXT',
      'inter.broker.listener.name': 'PLAINTEXT',
    }),
  };
}
