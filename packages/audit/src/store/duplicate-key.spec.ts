import { type BulkWriteResult, MongoBulkWriteError, MongoNetworkError, MongoServerError, type WriteError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { duplicatesIn } from './duplicate-key.ts';

const RESULT = { getWriteConcernError: () => undefined } as unknown as BulkWriteResult;

function aBulkError(...codes: readonly number[]): MongoBulkWriteError {
  const writeErrors = codes.map((code, at) => ({ index: at * 2, code }) as WriteError);
  return new MongoBulkWriteError({ message: 'refused', code: codes[0] ?? 0, writeErrors }, RESULT);
}

describe('duplicates in an error', () => {
  it('are named by their places', () => {
    expect(duplicatesIn(aBulkError(11_000, 11_000))).toEqual([0, 2]);
    expect(duplicatesIn(new MongoServerError({ message: 'E11000', code: 11_000 }))).toEqual([0]);
  });

  it.each([
    [
      'a connection that broke in the midst of a bulk write',
      new MongoBulkWriteError(new MongoNetworkError('closed') as never, RESULT),
    ],
    ['another refusal beside them', aBulkError(11_000, 121)],
    ['another refusal', new MongoServerError({ message: 'not primary', code: 10_107 })],
    ['no error of the database', new Error('something else')],
  ])('are not what %s tells of', (_, error) => {
    expect(duplicatesIn(error)).toBeUndefined();
  });
});
