import { type connectKafka, type Publisher, partitionFor, Runner, type RunnerHealth } from '@officine/kafka';
import type { Component, Logger } from '@officine/service-kit';
import type { Names } from '../names.ts';
import type { TokenRequestedHandler } from './token-requested.handler.ts';

const DRAIN_MS = 10_000;

export interface TokenRequestsParts {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly logger: Logger;
  readonly publisher: Pick<Publisher, 'partitions'>;
  readonly handler: TokenRequestedHandler;
  readonly onFatal: (error: Error) => void;
  readonly names: Pick<Names, 'tokenRequests' | 'group'>;
}

/** Reads `officine.auth.token-requests.v1`. Owning a partition of it is caring for the pharmacies whose key leads there. */
export class TokenRequests implements Component {
  readonly #parts: TokenRequestsParts;
  readonly #runner: Runner;
  #partitions = 0;

  constructor(parts: TokenRequestsParts) {
    const { kafka, logger, handler, onFatal, names } = parts;
    this.#parts = parts;
    this.#runner = new Runner({
      kafka,
      logger,
      groupId: names.group,
      topic: names.tokenRequests,
      handle: (record) => handler.handle(record),
      onFatal,
    });
  }

  /** Rejects when the topic does not exist. */
  async start(): Promise<void> {
    this.#partitions = await this.#parts.publisher.partitions(this.#parts.names.tokenRequests);
    this.#runner.start();
  }

  async stop(): Promise<void> {
    await this.#runner.drain(DRAIN_MS);
    await this.#runner.stop();
  }

  /** Whether a pharmacy's token is this replica's to care for: not while its last heartbeat is too old to say so. */
  owns(pharmacy: string): boolean {
    return (
      this.#partitions > 0 &&
      !this.#runner.fence.closed() &&
      this.#runner.assignment().has(partitionFor(pharmacy, this.#partitions))
    );
  }

  /** The part of all pharmacies that is this replica's: at least one partition's, as who asks has just been given one. */
  share(): number {
    return this.#partitions === 0 ? 1 : Math.max(1, this.#runner.assignment().size) / this.#partitions;
  }

  health(): RunnerHealth {
    return this.#runner.health();
  }
}
