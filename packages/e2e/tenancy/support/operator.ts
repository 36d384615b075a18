import { type Change, type ControlRecord, type ControlRecords, ControlStore, decideByCommand, putting } from '@officine/cli';
import { connectKafka, type KafkaLogger } from '@officine/kafka';

const SILENT: KafkaLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An operator at the command line: the same functions that the commands call, in this process, so that time is counted from their end. */
export class Operator {
  readonly #store: ControlStore;

  constructor(kafkaBrokers: string) {
    this.#store = new ControlStore(connectKafka({ clientId: 'operator', brokers: kafkaBrokers.split(',') }, SILENT));
  }

  /** Puts a record in force; resolves with the time (epoch milliseconds) at which Kafka had it. */
  async put(after: ControlRecord): Promise<number> {
    return await this.#decide((inForce) => putting(inForce, after));
  }

  async suspend(scope: string): Promise<number> {
    return await this.put({ kind: 'suspension', id: scope, data: { scope, reason: 'trial', until: null } });
  }

  async lift(scope: string): Promise<number> {
    const key = `suspension/${scope}`;
    return await this.#decide((inForce) => {
      const before = inForce.get(key);
      return before === undefined ? undefined : { action: 'removed', key, before };
    });
  }

  async charter(version: string): Promise<number> {
    return await this.put({ kind: 'charter', id: 'self', data: { version, url: { fr: 'https://vendor.example/charte' } } });
  }

  async #decide(decide: (inForce: ControlRecords) => Change | undefined): Promise<number> {
    const pseudonymOf = () => ({ kid: 'trial', hmac: 'trial' });
    await decideByCommand(this.#store, { actor: 'trial', at: new Date(), pseudonymOf }, decide);
    return Date.now();
  }
}
