import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to MongoDB that can be shut: connections break, and new ones are refused, as when the server is away. */
export class MongodbGate {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  private constructor(target: URL) {
    this.#target = target;
  }

  static async to(uri: string): Promise<MongodbGate> {
    const gate = new MongodbGate(new URL(uri));
    await gate.open();
    return gate;
  }

  /** The URI that leads through the gate, to a database of this name. */
  uriOf(database: string): string {
    const uri = new URL(this.#target);
    uri.port = String(this.#port);
    uri.pathname = `/${database}`;
    return uri.href;
  }

  async open(): Promise<void> {
    const server = createServer((client) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async shut(): Promise<void> {
    const server = this.#server;
    if (server === undefined) {
      return;
    }
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }
}
