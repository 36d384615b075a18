import type { Check, CheckRequested } from '@officine/contracts';

/** The person at the counter: an opaque id of the vendor's own, and a role. The contract obliges us to trace who asked. */
export interface User {
  readonly id: string;
  readonly role?: string;
}

type Asked<R> = R extends CheckRequested ? Omit<R, 'user' | 'timeoutMs' | 'until'> & { readonly user: User } : never;

/** What a pharmacy may ask; the member named like `check` carries the question. */
export type Question = Asked<CheckRequested>;

/** The question of one check. */
export type QuestionOf<C extends Check> = Extract<Question, { check: C }>;

/** How a question is asked. */
export interface CheckOptions {
  /** Time budget in milliseconds, 200 to 30 000, default 3 000. The promise resolves at most 50 ms after it. */
  readonly timeoutMs?: number;
  /** Idempotency key of the request, at most 256 characters; default a new UUIDv7. Asking the same again repeats the answer. */
  readonly id?: string;
  /** Gives up waiting: the promise rejects with the signal's reason. The question itself stays asked. */
  readonly signal?: AbortSignal;
}

/**
 * Throws a TypeError when the caller's program passes what no TypeScript program could. Values that are merely wrong are not looked
 * at: Officine rejects them, with words for the counter.
 */
export function assertQuestion(question: Question, options: CheckOptions): void {
  const asked: Partial<Record<string, unknown>> = typeof question === 'object' && question !== null ? { ...question } : {};
  const { check, pharmacy } = asked;
  if (check !== 'affiliation' && check !== 'accident' && check !== 'prescriber') {
    throw new TypeError('question.check must be "affiliation", "accident" or "prescriber"');
  }
  if (typeof pharmacy !== 'string') {
    throw new TypeError('question.pharmacy must be a string');
  }
  if (typeof asked[check] !== 'object' || asked[check] === null) {
    throw new TypeError(`question.${check} must be an object`);
  }
  assertOptions(options);
}

function assertOptions({ id, timeoutMs }: CheckOptions): void {
  if (id !== undefined && (typeof id !== 'string' || id.length === 0 || id.length > 256)) {
    throw new TypeError('options.id must be a string of 1 to 256 characters');
  }
  if (timeoutMs !== undefined && !(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
    throw new TypeError('options.timeoutMs must be a positive number of milliseconds');
  }
}
