import { describe, expect, expectTypeOf, it } from 'vitest';
import { aClient, QUESTION } from '../test/support/client-with.ts';
import { settle } from '../test/support/manual-clock.ts';
import { aDegradedTo, anAnswerTo, aRejectionOf, structured } from '../test/support/results.ts';
import type { Client } from './client.ts';
import { Unsendable } from './transport.ts';

describe('a check', () => {
  it('is published as an event of its vendor, keyed by its pharmacy, with its budget', () => {
    const { client, transport } = aClient();

    void client.check(QUESTION, { id: 'r-1', timeoutMs: 800 });

    expect(transport.published).toMatchObject([
      { key: 'ph-0001', headers: { ce_id: 'r-1', ce_source: '/vendors/acme', ce_type: 'lu.officine.check.requested.v1' } },
    ]);
    expect(JSON.parse(String(transport.published[0]?.value))).toEqual({ ...QUESTION, timeoutMs: 800 });
  });

  it('resolves with the answer of its request, verdict and ids included', async () => {
    const { client, transport } = aClient();
    const answer = client.check(QUESTION);

    transport.deliver(anAnswerTo(transport.published[0]!, { id: 'result-7' }));

    await expect(answer).resolves.toMatchObject({
      outcome: 'answered',
      id: 'result-7',
      verdict: { affiliated: true, state: 'affiliated' },
      correlationId: 'Id-1',
    });
  });

  it('reads a result in structured mode too', async () => {
    const { client, transport } = aClient();
    const answer = client.check(QUESTION);

    transport.deliver(structured(anAnswerTo(transport.published[0]!)));

    await expect(answer).resolves.toMatchObject({ outcome: 'answered', id: 'result-1' });
  });

  it('resolves with the rejection of its request', async () => {
    const { client, transport } = aClient();
    const answer = client.check(QUESTION);

    transport.deliver(aRejectionOf(transport.published[0]!, 'unknown-pharmacy'));

    await expect(answer).resolves.toMatchObject({ outcome: 'rejected', cause: { code: 'unknown-pharmacy' } });
  });

  it('is typed by what was asked', () => {
    type Result = Awaited<ReturnType<typeof ask>>;
    const ask = (client: Client) => client.check(QUESTION);

    expectTypeOf<Extract<Result, { outcome: 'answered' }>['verdict']['state']>().toEqualTypeOf<
      'affiliated' | 'not-affiliated' | 'deceased' | 'not-found' | 'unknown'
    >();
    expect(ask).toBeTypeOf('function');
  });

  it('never takes the answer of another question under the same id', async () => {
    const { client, clock, transport } = aClient();
    const mine = client.check(QUESTION, { id: 'r-1', timeoutMs: 500 });
    void client.check({ ...QUESTION, affiliation: { matricule: '1900010112345' } }, { id: 'r-1', timeoutMs: 500 });

    transport.deliver(anAnswerTo(transport.published[1]!));
    await clock.advance(550);

    await expect(mine).resolves.toMatchObject({ outcome: 'degraded', local: true });
  });

  it('refuses what no typed program could pass, at once', () => {
    const { client } = aClient();

    expect(() => client.check({ ...QUESTION, check: 'weather' } as never)).toThrow(TypeError);
    expect(() => client.check({ ...QUESTION, pharmacy: 7 } as never)).toThrow(TypeError);
    expect(() => client.check({ ...QUESTION, affiliation: undefined } as never)).toThrow(TypeError);
    expect(() => client.check(QUESTION, { timeoutMs: Number.NaN })).toThrow(TypeError);
    expect(() => client.check(QUESTION, { id: '' })).toThrow(TypeError);
  });

  it('leaves values that are merely wrong to Officine', () => {
    const { client, transport } = aClient();

    void client.check({ ...QUESTION, affiliation: { matricule: 'nonsense' } });

    expect(transport.published).toHaveLength(1);
  });
});

describe('a check that Officine does not answer in time', () => {
  it('is answered locally after its budget and before 50 ms more, whatever Kafka does', async () => {
    const { client, clock, transport } = aClient();
    transport.failure = new Error('Kafka is away');
    let resolvedAtMs: number | undefined;
    const answer = client.check(QUESTION, { timeoutMs: 1_000 }).then((result) => {
      resolvedAtMs = clock.elapsedMs;
      return result;
    });

    await clock.advance(1_000);
    expect(resolvedAtMs).toBeUndefined();
    await clock.advance(50);

    await expect(answer).resolves.toMatchObject({
      outcome: 'degraded',
      local: true,
      cause: { code: 'officine-unavailable', detail: 'not-sent' },
    });
    expect(resolvedAtMs).toBeLessThanOrEqual(1_050);
  });

  it('tells the true answer through onSettled when it comes', async () => {
    const { client, clock, transport, settled } = aClient();
    const answer = client.check(QUESTION, { timeoutMs: 1_000 });
    await clock.advance(1_050);
    await expect(answer).resolves.toMatchObject({ outcome: 'degraded', cause: { detail: 'no-result' } });

    transport.deliver(anAnswerTo(transport.published[0]!, { id: 'late' }));

    expect(settled).toMatchObject([{ outcome: 'answered', id: 'late', own: true }]);
  });

  it('does not take a degraded record for the answer that is owed', async () => {
    const { client, clock, transport, settled } = aClient();
    void client.check(QUESTION, { timeoutMs: 1_000 });
    await clock.advance(1_050);

    transport.deliver(aDegradedTo(transport.published[0]!));
    transport.deliver(aRejectionOf(transport.published[0]!, 'recheck-ended', { supersedes: 'degraded-1' }));

    expect(settled).toMatchObject([{ outcome: 'rejected', supersedes: 'degraded-1' }]);
  });
});

describe('several records of one request', () => {
  it('tell the answer that settles a degraded result once, however often the record appears', async () => {
    const { client, transport, settled } = aClient();
    const first = client.check(QUESTION);
    transport.deliver(aDegradedTo(transport.published[0]!));
    await expect(first).resolves.toMatchObject({ outcome: 'degraded', cause: { code: 'mysecu-timeout' } });

    const record = anAnswerTo(transport.published[0]!, { id: 'settling', supersedes: 'degraded-1' });
    transport.deliver(record);
    transport.deliver(record);

    expect(settled).toMatchObject([{ outcome: 'answered', id: 'settling', supersedes: 'degraded-1', own: true }]);
  });

  it('count by the first answer: a later one and a degraded one change nothing', async () => {
    const { client, transport, settled } = aClient();
    void client.check(QUESTION, { id: 'r-1' });
    transport.deliver(anAnswerTo(transport.published[0]!, { id: 'first' }));

    const again = client.check(QUESTION, { id: 'r-1' });
    transport.deliver(aDegradedTo(transport.published[0]!));
    transport.deliver(anAnswerTo(transport.published[0]!, { id: 'second', affiliated: false, supersedes: 'degraded-1' }));

    await expect(again).resolves.toMatchObject({ outcome: 'answered', id: 'first', verdict: { affiliated: true } });
    expect(settled).toEqual([]);
  });

  it('answer a repeated question with the copy of its answer', async () => {
    const { client, transport } = aClient();
    void client.check(QUESTION, { id: 'r-1' });
    transport.deliver(anAnswerTo(transport.published[0]!));

    const again = client.check(QUESTION, { id: 'r-1' });
    transport.deliver(anAnswerTo(transport.published[1]!));

    await expect(again).resolves.toMatchObject({ outcome: 'answered', id: 'result-1' });
  });

  it('are told to every client of the vendor when they settle what another one asked', () => {
    const { client: other, transport: otherTransport } = aClient();
    void other.check(QUESTION);
    const { transport, settled } = aClient();

    transport.deliver(anAnswerTo(otherTransport.published[0]!, { supersedes: 'degraded-1' }));

    expect(settled).toMatchObject([{ outcome: 'answered', own: false }]);
  });

  it('are nothing to clients that did not ask, while they settle nothing', () => {
    const { client: other, transport: otherTransport } = aClient();
    void other.check(QUESTION);
    const { transport, settled } = aClient();

    transport.deliver(anAnswerTo(otherTransport.published[0]!));
    transport.deliver(aDegradedTo(otherTransport.published[0]!));

    expect(settled).toEqual([]);
  });

  it('do no harm where they are not readable, and leave no trace of their content', () => {
    const { transport, logged } = aClient();

    transport.deliver({ headers: { 'content-type': 'application/json' }, value: Buffer.from('{"matricule":"1893120105732"') });

    expect(logged).toHaveLength(1);
    expect(logged.join()).not.toContain('1893120105732');
  });
});

describe('a request that Kafka does not take', () => {
  it('is sent when Kafka is back, and settles then', async () => {
    const { client, clock, transport, settled } = aClient();
    transport.failure = new Error('Kafka is away');
    void client.check(QUESTION, { timeoutMs: 500 });
    await clock.advance(30_000);
    expect(client.health()).toMatchObject({ connected: false, unsent: 1 });

    transport.comeBack();
    await settle();
    transport.deliver(anAnswerTo(transport.published[0]!));

    expect(client.health()).toMatchObject({ connected: true, unsent: 0 });
    expect(settled).toMatchObject([{ outcome: 'answered', own: true }]);
  });

  it('is dropped after 60 s, and told', async () => {
    const { client, clock, transport, dropped } = aClient();
    transport.failure = new Error('Kafka is away');
    void client.check(QUESTION, { id: 'r-1' });

    await clock.advance(59_999);
    expect(dropped).toEqual([]);
    await clock.advance(1);

    expect(dropped).toEqual([{ requestId: 'r-1', reason: 'kept-too-long' }]);
    transport.comeBack();
    expect(transport.published).toEqual([]);
  });

  it('is answered at once, and told, where 1 000 wait already', async () => {
    const { client, transport, dropped } = aClient();
    transport.failure = new Error('Kafka is away');
    for (let asked = 0; asked < 1_000; asked += 1) {
      void client.check(QUESTION);
    }

    const answer = client.check(QUESTION, { id: 'one-too-many' });

    await expect(answer).resolves.toMatchObject({ outcome: 'degraded', local: true, recheck: { until: null } });
    expect(dropped).toEqual([{ requestId: 'one-too-many', reason: 'too-many-unsent' }]);
  });

  it('is answered at once, and told, where it is too large to be ever sent', async () => {
    const { client, transport, dropped } = aClient();
    transport.failure = new Unsendable();

    await expect(client.check(QUESTION, { id: 'r-1' })).resolves.toMatchObject({
      outcome: 'degraded',
      cause: { detail: 'dropped' },
    });

    expect(dropped).toEqual([{ requestId: 'r-1', reason: 'too-large' }]);
  });
});

describe('a caller that gives up', () => {
  it('gets the reason of its signal, and the answer through onSettled', async () => {
    const { client, transport, settled } = aClient();
    const giveUp = new AbortController();
    const answer = client.check(QUESTION, { signal: giveUp.signal });

    giveUp.abort(new Error('the counter closed'));

    await expect(answer).rejects.toThrow('the counter closed');
    transport.deliver(anAnswerTo(transport.published[0]!));
    expect(settled).toMatchObject([{ outcome: 'answered', own: true }]);
  });

  it('asks nothing when it had given up before', async () => {
    const { client, transport } = aClient();

    await expect(client.check(QUESTION, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');

    expect(transport.published).toEqual([]);
  });
});

describe('the close', () => {
  it('answers who waits, tells what was not sent, and takes no more questions', async () => {
    const { client, transport, dropped } = aClient();
    const waiting = client.check(QUESTION);
    await settle();
    transport.failure = new Error('Kafka is away');
    const unsent = client.check(QUESTION, { id: 'r-2' });

    await client.close();

    await expect(waiting).resolves.toMatchObject({ outcome: 'degraded', local: true });
    await expect(unsent).resolves.toMatchObject({ outcome: 'degraded', recheck: { until: null } });
    expect(dropped).toEqual([{ requestId: 'r-2', reason: 'client-closed' }]);
    expect(transport.stopped).toBe(true);
    expect(() => client.check(QUESTION)).toThrow('closed');
  });
});

describe('a handler that throws', () => {
  it('hurts nobody else, and its message stays out of the log', () => {
    const { client, transport, settled, logged } = aClient();
    client.onSettled(() => {
      throw new Error('about 1893120105732');
    });
    const last: unknown[] = [];
    client.onSettled((told) => last.push(told));
    void client.check(QUESTION);

    transport.deliver(anAnswerTo(transport.published[0]!, { supersedes: 'degraded-1' }));

    expect(settled).toHaveLength(1);
    expect(last).toHaveLength(1);
    expect(logged.join()).not.toContain('1893120105732');
  });
});
