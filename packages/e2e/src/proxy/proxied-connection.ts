import { connect, type Socket } from 'node:net';
import { Frames, framed } from './frames.ts';
import type { Fate, Intervention } from './intervention.ts';
import { API, readRequest, type WireRequest } from './kafka-wire.ts';

/** What a connection needs of its proxy. */
export interface ProxySurroundings {
  readonly interventions: ReadonlySet<Intervention>;
  readonly readdress: (answer: Buffer) => Buffer;
  readonly onClose: () => void;
}

interface Underway {
  readonly request: WireRequest;
  readonly intervention: Intervention | undefined;
}

const NAMES_BROKERS: ReadonlySet<number> = new Set([API.metadata, API.findCoordinator]);

/** One client's connection to one broker. Requests and answers keep their order, whatever an intervention waits for. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #broker: Socket;
  readonly #around: ProxySurroundings;
  readonly #clientPort: number;
  readonly #underway = new Map<number, Underway>();
  #requests: Promise<void> = Promise.resolve();
  #answers: Promise<void> = Promise.resolve();

  constructor(client: Socket, brokerPort: number, surroundings: ProxySurroundings) {
    this.#client = client;
    this.#clientPort = client.remotePort ?? 0;
    this.#around = surroundings;
    this.#broker = connect({ port: brokerPort, host: '127.0.0.1', noDelay: true });
    const [fromClient, fromBroker] = [new Frames(), new Frames()];
    client.on('data', (bytes: Buffer) => {
      for (const frame of fromClient.take(bytes)) {
        this.#requests = this.#requests.then(() => this.#request(readRequest(frame)));
      }
    });
    this.#broker.on('data', (bytes: Buffer) => {
      for (const frame of fromBroker.take(bytes)) {
        this.#answers = this.#answers.then(() => this.#answer(frame));
      }
    });
    for (const socket of [client, this.#broker]) {
      socket.on('error', () => undefined);
      socket.on('close', () => this.close());
    }
  }

  close(): void {
    this.#client.destroy();
    this.#broker.destroy();
    this.#around.onClose();
  }

  async #request(request: WireRequest): Promise<void> {
    const intervention = [...this.#around.interventions].find((candidate) => candidate.wants(request, this.#clientPort));
    const fate = (await intervention?.onRequest?.(request, this.#clientPort)) ?? 'pass';
    if (fate === 'pass') {
      this.#underway.set(request.correlationId, { request, intervention });
      this.#broker.write(framed(request.bytes));
    } else {
      this.#deliver(fate);
    }
  }

  async #answer(frame: Buffer): Promise<void> {
    const correlationId = frame.readInt32BE(0);
    const underway = this.#underway.get(correlationId);
    this.#underway.delete(correlationId);
    const answer = underway !== undefined && NAMES_BROKERS.has(underway.request.api) ? this.#around.readdress(frame) : frame;
    const fate = (underway && (await underway.intervention?.onAnswer?.(underway.request, answer, this.#clientPort))) ?? 'pass';
    this.#deliver(fate === 'pass' ? answer : fate);
  }

  #deliver(what: Exclude<Fate, 'pass'>): void {
    if (what === 'cut') {
      this.close();
    } else {
      this.#client.write(framed(what));
    }
  }
}
