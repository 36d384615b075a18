const CAPACITY = 2_000;

/** The last genuine answer to each question, for the replay fault; bounded, oldest question out first. */
export interface EarlierAnswers {
  /** The last answer to this question of this pharmacy. */
  last(pharmacy: string | undefined, questionHash: string | undefined): string | undefined;
  /** Keeps an answer in the place of the one before it. */
  keep(pharmacy: string | undefined, questionHash: string | undefined, answer: string): void;
}

export function createEarlierAnswers(): EarlierAnswers {
  const answers = new Map<string, string>();
  const keyOf = (pharmacy: string | undefined, questionHash: string): string => `${pharmacy} ${questionHash}`;
  const last: EarlierAnswers['last'] = (pharmacy, questionHash) =>
    questionHash === undefined ? undefined : answers.get(keyOf(pharmacy, questionHash));
  return {
    last,
    keep(pharmacy, questionHash, answer) {
      if (questionHash === undefined) return;
      const key = keyOf(pharmacy, questionHash);
      answers.delete(key);
      answers.set(key, answer);
      const oldest = answers.size > CAPACITY ? answers.keys().next().value : undefined;
      if (oldest !== undefined) answers.delete(oldest);
    },
  };
}
