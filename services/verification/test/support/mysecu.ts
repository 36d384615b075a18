import { OfficineError, type Verdict } from '@officine/contracts';
import { TokenRefused } from '../../src/application/failures.ts';
import type { MysecuAnswer } from '../../src/application/mysecu-answer.ts';
import type { MySecuGateway, ValidToken } from '../../src/application/ports.ts';

type Question = Parameters<MySecuGateway['ask']>[0];
type Reply = (question: Question, call: number) => Promise<MysecuAnswer>;

/** A mySecu that does as a test says, and remembers what it was asked. */
export class FakeMySecu implements MySecuGateway {
  readonly questions: Question[] = [];
  readonly #reply: Reply;

  constructor(reply: Reply) {
    this.#reply = reply;
  }

  ask(question: Question): Promise<MysecuAnswer> {
    this.questions.push(question);
    return this.#reply(question, this.questions.length);
  }
}

let answers = 0;

export function anAnswer(verdict: Verdict, overrides: Partial<MysecuAnswer> = {}): MysecuAnswer {
  answers += 1;
  const correlationId = `Id-${answers.toString(16).padStart(24, '0')}`;
  return {
    check: 'affiliation',
    verdict,
    anomalies: [],
    answer: { etat: 'X' },
    correlationId,
    ...overrides,
  };
}

const person = { matricule: '1893120105732', lastName: 'MUSTER', firstName: 'ANNA' };

export const AFFILIATED: Verdict = { affiliated: true, state: 'affiliated', person };
export const NOT_AFFILIATED: Verdict = { affiliated: false, state: 'not-affiliated', person };
export const DECEASED: Verdict = { affiliated: false, state: 'deceased', person };

export function aMySecuThatSays(verdict: Verdict, correlationId?: string): FakeMySecu {
  return new FakeMySecu(async () => anAnswer(verdict, correlationId === undefined ? {} : { correlationId }));
}

/** Never answers; lets go when its caller does. */
export function aSilentMySecu(): FakeMySecu {
  return new FakeMySecu(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
}

export function aMySecuThatFails(code: OfficineError['code'], detail = 'as the test wants'): FakeMySecu {
  return new FakeMySecu(async () => {
    throw new OfficineError(code, { step: 'get', detail });
  });
}

/** Refuses the first `times` tokens, then says that the person is affiliated. */
export function aMySecuThatRefusesTokens(times: number): FakeMySecu {
  return new FakeMySecu(async (_, call) => {
    if (call <= times) {
      throw new TokenRefused();
    }
    return anAnswer(AFFILIATED);
  });
}

/** Answers when the test lets it. */
export function aMySecuThatWaits(): {
  mysecu: FakeMySecu;
  answer: (answer?: MysecuAnswer) => void;
  fail: (error: Error) => void;
} {
  const { promise, resolve, reject } = Promise.withResolvers<MysecuAnswer>();
  return { mysecu: new FakeMySecu(() => promise), answer: (answer = anAnswer(AFFILIATED)) => resolve(answer), fail: reject };
}

export function aToken(overrides: Partial<ValidToken> = {}): ValidToken {
  const issuedAtMs = Date.parse('2026-11-23T09:00:00Z');
  return { state: 'valid', tokenId: 't-1', xml: '<token/>', issuedAtMs, expiresAtMs: issuedAtMs + 86_400_000, ...overrides };
}
