import type { ChainHead, CheckpointBook } from '@officine/audit';
import type { Component, Logger } from '@officine/service-kit';
import { Pace } from '../domain/pace.ts';
import type { CheckpointsTopic } from '../outbound/checkpoints-topic.ts';
import type { WitnessFile } from '../outbound/witness-file.ts';

const LOOK_EVERY_MS = 2_000;

/** What the notary works with. */
export interface NotaryParts {
  readonly book: Pick<CheckpointBook, 'grown' | 'lastOf' | 'sign' | 'publishPending' | 'after'>;
  /** Where the chains of this replica's partitions have got to. */
  readonly heads: () => Iterable<ChainHead>;
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
 * Signs how far the chains have got, each by the replica that writes it, at most once a minute and chain. One replica publishes, and
 * signs what others have left: it looks at every chain when it takes over.
 */
export class Notary implements Component {
  readonly #parts: NotaryParts;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #problem: string | null = null;
  /** Heads that are not signed yet, those of chains that ended included. */
  readonly #unsigned = new Map<string, ChainHead>();
  #hasTakenOver = false;

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
    for (const head of [...this.#unsigned.values()]) {
      await attempt(() => this.#sign(head));
    }
    if (isOurTurn()) {
      await attempt(() => book.publishPending((checkpoint) => topic.publish(checkpoint)));
      await attempt(async () => witness?.keep(book));
    }
    return problems;
  }

  async #gather(): Promise<void> {
    const { book, heads, isOurTurn } = this.#parts;
    if (!isOurTurn()) {
      this.#hasTakenOver = false;
    } else if (!this.#hasTakenOver) {
      for (const head of await book.grown()) {
        this.#unsigned.set(head.chain, head);
      }
      this.#hasTakenOver = true;
    }
    for (const head of heads()) {
      const last = await book.lastOf(head.chain);
      if (head.seq > (last?.seq ?? -1)) {
        this.#unsigned.set(head.chain, head);
      }
    }
  }

  async #sign(head: ChainHead): Promise<void> {
    const { book } = this.#parts;
    const { chain, seq } = head;
    const last = await book.lastOf(chain);
    if (this.#pace.isDue(chain, seq, last?.at.getTime(), Date.now())) {
      await book.sign(head);
      const signed = await book.lastOf(chain);
      if (signed !== null && signed.seq >= seq) {
        this.#unsigned.delete(chain);
      }
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
