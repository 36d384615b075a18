import { describe, expect, it } from 'vitest';
import { whileRetriable } from './while-retriable.ts';

const kafkaError = (retriable: boolean) => Object.assign(new Error('This server is not the leader'), { retriable });

describe('work on topics that were just made', () => {
  it('is done again until their leaders know that they lead', async () => {
    const failures = [kafkaError(true), new Error('wrapped', { cause: kafkaError(true) })];

    const done = whileRetriable(() => {
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve('done') : Promise.reject(failure);
    });

    await expect(done).resolves.toBe('done');
  });

  it('fails at once when trying again would not help', async () => {
    let tries = 0;

    const failed = whileRetriable(() => {
      tries += 1;
      return Promise.reject(kafkaError(false));
    });

    await expect(failed).rejects.toThrow('not the leader');
    expect(tries).toBe(1);
  });
});
