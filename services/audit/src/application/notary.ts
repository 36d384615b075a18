import type { CheckpointBook } from '@officine/audit';
import type { Component, Logger } from '@officine/service-kit';
import { Pace } from '../domain/pace.ts';
import type { CheckpointsTopic } from '../outbound/checkpoints-topic.ts';
import type { WitnessFile } from '../outbound/witness-file.ts';

const LOOK_EVERY_MS = 2_000;

/** What the notary works with. */
export interface NotaryParts {
  readonly book: Pick<CheckpointBook, 'grown' | 'sign' | 'publishPending' | 'after'>;
  readonly topic: Pick<CheckpointsTopic, 'publish'>;
  /** Undefined where no file is configured. */
  readonly witness: Pick<WitnessFile, 'keep'> | undefined;
  readonly isOurTurn: () => boolean;
  readonly logger: Logger;
  readonly pace?: Pace;
  readonly lookEveryMs?: number;
}

/** Signs and publishes how far the chains have got: at most once a minute and chain, by the one replica whose turn it is. */
export class Notary implements Component {
  readonly #parts: NotaryParts;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #problem: string | null = null;

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
    const problems = this.#parts.isOurTurn() ? await this.#work() : [];
    const problem = problems.length === 0 ? null : problems.join('; ');
    if (problem !== null && problem !== this.#problem) {
      this.#parts.logger.error({ problem }, 'checkpoints wait');
    }
    this.#problem = problem;
  }

  /** A chain that contradicts its checkpoint must not keep the others from being signed. */
  async #work(): Promise<string[]> {
    const { book, topic, witness } = this.#parts;
    const problems: string[] = [];
    const attempt = async (work: () => Promise<unknown>) => {
      await work().catch((error: unknown) => problems.push(reasonOf(error)));
    };
    await attempt(async () => {
      for (const { chain, seq, signedAt } of await book.grown()) {
        if (this.#pace.isDue(chain, seq, signedAt?.getTime(), Date.now())) {
          await attempt(() => book.sign(chain));
        }
      }
    });
    await attempt(() => book.publishPending((checkpoint) => topic.publish(checkpoint)));
    await attempt(async () => witness?.keep(book));
    return problems;
  }
}

/** Our own errors speak for operators; those of drivers may name more than a log should. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'unknown';
  }
  return error.name.endsWith('Contradicts') ? error.message : error.name;
}
