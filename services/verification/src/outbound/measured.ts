import type { AnswerOnce, Reading } from '../application/answer-once.ts';
import type { Silence } from '../application/journey.ts';
import type { KeptPromises } from '../application/kept-promises.ts';
import type { Results } from '../application/ports.ts';
import type { ResultRecord } from '../application/result-record.ts';

/** Publishes results, and counts what they say of our promises. */
export class MeasuredResults implements Results {
  readonly #results: Results;
  readonly #promises: Pick<KeptPromises, 'published'>;

  constructor(results: Results, promises: Pick<KeptPromises, 'published'>) {
    this.#results = results;
    this.#promises = promises;
  }

  async publish(result: ResultRecord, silenced?: Silence): Promise<void> {
    await this.#results.publish(result, silenced);
    this.#promises.published(result);
  }
}

/** Answers once, and counts whether it was in time. */
export class MeasuredAnswers {
  readonly #answers: Pick<AnswerOnce, 'to'>;
  readonly #promises: Pick<KeptPromises, 'answered'>;

  constructor(answers: Pick<AnswerOnce, 'to'>, promises: Pick<KeptPromises, 'answered'>) {
    this.#answers = answers;
    this.#promises = promises;
  }

  async to(reading: Reading): Promise<void> {
    let isCounted = false;
    const answeredBefore = () => {
      // Its first result was counted by whoever gave it.
      isCounted = true;
      reading.answeredBefore();
    };
    await this.#answers.to({ ...reading, answeredBefore });
    if (!isCounted) {
      this.#promises.answered(reading.asked.vendor, reading.budget.deadlineMs);
    }
  }
}
