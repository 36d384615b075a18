import type { CheckpointDocument } from '@officine/audit';
import { auditCheckpointed, encodeEvent } from '@officine/contracts';
import type { Publisher } from '@officine/kafka';

/** Writes checkpoints to `officine.audit.checkpoints.v1`, for whoever wants to be a witness. */
export class CheckpointsTopic {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #topic: string;

  constructor(publisher: Pick<Publisher, 'publish'>, topic: string) {
    this.#publisher = publisher;
    this.#topic = topic;
  }

  /** Resolves when the brokers have it. A repeat has the same bytes and the same id. */
  async publish({ _id: number, chain, seq, at, hash, jws }: CheckpointDocument): Promise<void> {
    const data = { chain, number, seq, hash, jws };
    const event = { id: hash, source: '/officine/audit', time: at.toISOString(), data };
    await this.#publisher.publish({ topic: this.#topic, key: chain, ...encodeEvent(auditCheckpointed, event) });
  }
}
