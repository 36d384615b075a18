import type { ChainHead, CheckpointBook, PartitionPlace } from '@officine/audit';
import type { Component, Logger } from '@officine/service-kit';
import { Pace } from '../domain/pace.ts';
import type { CheckpointsTopic } from '../outbound/checkpoints-topic.ts';
import type { WitnessFile } from '../outbound/witness-file.ts';
import type { OwnedPartition } from './ports.ts';
import { UnsignedHeads } from './unsigned-heads.ts';

const LOOK_EVERY_MS = 2_000;

/** What the notary works with. */
export interface NotaryParts {
  readonly book: Pick<CheckpointBook, 'grown' | 'lastOf' | 'sign' | 'publishPending' | 'after'>;
  /** The partitions of this replica: it signs their chains. */
  readonly owned: () => Iterable<OwnedPartition>;
  readonly topic: Pick<CheckpointsTopic, 'publish'>;
  /** Undefined where no file is configured. */
  readonly witness: Pick<WitnessFile, 'keep'> | undefined;
  /** Whether this replica does what is done once in an installation. */
  readonly isOurTurn: () => boolean;
  readonly logger: Logger;
  readonly pace?: Pace;
  readonly lookEveryMs?: number;
}

/**
 * Signs how far the chains have got, each by the replica that writes it, at most once a minute and chain. Whoever gains a partition
 * signs what its owner before has left; one replica publishes, and looks after the chains of no partition.
 */
export class Notary implements Component {
  readonly #parts: NotaryParts;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #problem: string | null = null;
  readonly #unsigned = new UnsignedHeads();
  /** Whose chains were looked up when they were gained. */
  readonly #takenOver = new WeakSet<OwnedPartition['writer']>();
  #looksAfterAll = false;

  constructor(parts: NotaryParts) {
    this.#parts = parts;
    this.#pace = parts.pace ?? new Pace();
  }

  /** Why checkpoints are not signed or not published, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  start(): void {
    this.#timer = setInterval(() => void this.round(), this.#parts.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** One round; a second one meanwhile joins it. Never rejects. */
  round(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #round(): Promise<void> {
    const problems = await this.#work();
    const problem = problems.length === 0 ? null : problems.join('; ');
    if (problem !== null && problem !== this.#problem) {
      this.#parts.logger.error({ problem }, 'checkpoints wait');
    }
    this.#problem = problem;
  }

  /** A chain that contradicts its checkpoint must not keep the others from being signed. */
  async #work(): Promise<string[]> {
    const { book, topic, witness, isOurTurn } = this.#parts;
    const problems: string[] = [];
    const attempt = async (work: () => Promise<unknown>) => {
      await work().catch((error: unknown) => problems.push(reasonOf(error)));
    };
    await attempt(() => this.#gather());
    for (const head of this.#unsigned.all()) {
      await this.#sign(head).catch((error: unknown) => this.#unsigned.attempted(head, { problem: reasonOf(error) }));
    }
    if (isOurTurn()) {
      await attempt(() => book.publishPending((checkpoint) => topic.publish(checkpoint)));
      await attempt(async () => witness?.keep(book));
    }
    return [...new Set([...problems, ...this.#unsigned.problems])];
  }

  async #gather(): Promise<void> {
    const { book, owned, isOurTurn } = this.#parts;
    const partitions = [...owned()];
    this.#unsigned.keepThoseOf(new Set(partitions.map(({ writer }) => writer)), isOurTurn());
    if (!isOurTurn()) {
      this.#looksAfterAll = false;
    } else if (!this.#looksAfterAll) {
      for (const head of await book.grown()) {
        this.#unsigned.add(head);
      }
      this.#looksAfterAll = true;
    }
    for (const { place, writer } of partitions) {
      await this.#gatherOf(place, writer);
    }
  }

  async #gatherOf(place: PartitionPlace, writer: OwnedPartition['writer']): Promise<void> {
    const { book } = this.#parts;
    if (!this.#takenOver.has(writer)) {
      for (const head of await book.grown(place)) {
        this.#unsigned.add(head, writer);
      }
      this.#takenOver.add(writer);
    }
    for (const head of writer.heads) {
      const last = await book.lastOf(head.chain);
      if (head.seq > (last?.seq ?? -1)) {
        this.#unsigned.add(head, writer);
      }
    }
  }

  async #sign(head: ChainHead): Promise<void> {
    const { book } = this.#parts;
    const { chain, seq } = head;
    const last = await book.lastOf(chain);
    if (this.#pace.isDue(chain, seq, last?.at.getTime(), Date.now())) {
      await book.sign(head, this.#pace.restMs);
      this.#unsigned.attempted(head, { signedTo: (await book.lastOf(chain))?.seq ?? -1 });
    }
  }
}

/** Our own errors speak for operators; those of drivers may name more than a log should. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  return error.name.endsWith('Contradicts') ? error.message : error.name;
}
