import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anInstallation, type TokenWord } from '../support/installation.ts';

const brokers = process.env['KAFKA_BROKERS'];
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe.skipIf(brokers === undefined)('auth-token, with Kafka and the simulator', () => {
  let installation: Awaited<ReturnType<typeof anInstallation>>;
  let stop: () => Promise<number>;

  beforeAll(async () => {
    installation = await anInstallation(brokers ?? '');
    stop = await installation.startService();
  });
  beforeEach(() => installation.fault(null));
  afterAll(async () => {
    await stop();
    await installation.close();
  });

  const wordsOn = (pharmacy: string): TokenWord[] => installation.words.filter((word) => word.pharmacy === pharmacy);
  const nextWord = async (pharmacy: string, after = wordsOn(pharmacy).length): Promise<TokenWord> => {
    await expect.poll(() => wordsOn(pharmacy).length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(after);
    return wordsOn(pharmacy)[after]!;
  };
  const callsFor = async (pharmacy: string): Promise<string[]> =>
    (await installation.truth()).filter((entry) => entry.pharmacy === pharmacy).map(({ step, outcome }) => `${step} ${outcome}`);

  it('answers 500 requests at once with one assertion and one token, in the partition of the requests', async () => {
    const word = nextWord('ph-0001');
    const positions = await Promise.all(Array.from({ length: 500 }, () => installation.ask('ph-0001', { traceparent })));

    const { state, partition } = await word;

    expect(state).toMatchObject({
      state: 'valid',
      pharmacy: 'ph-0001',
      traceparent,
      correlationId: expect.stringMatching(/^Id-/),
    });
    expect(new Set(positions.map((position) => position.partition))).toEqual(new Set([partition]));
    expect(await callsFor('ph-0001')).toEqual(['identity answered', 'token answered']);
    expect(wordsOn('ph-0001')).toHaveLength(1);
  });

  it('replaces a token that mySecu refused', async () => {
    const [first] = wordsOn('ph-0001');
    const word = nextWord('ph-0001');

    await installation.ask('ph-0001', first?.state?.state === 'valid' ? { refusedTokenId: first.state.tokenId } : {});

    expect((await word).state).toMatchObject({ state: 'valid' });
    expect((await word).state).not.toMatchObject(first?.state ?? {});
  });

  it('obtains a token by user name without the identity provider', async () => {
    const word = nextWord('ph-0002');

    await installation.ask('ph-0002');

    expect((await word).state).toMatchObject({ state: 'valid' });
    expect(await callsFor('ph-0002')).toEqual(['token answered']);
  });

  it('tells waiters at once why there is no token, then obtains one by itself once eSanté is back', async () => {
    await installation.fault({ step: 'identity', kind: 'http-503' });
    const bad = nextWord('ph-0003');

    await installation.ask('ph-0003');

    expect((await bad).state).toMatchObject({
      state: 'unavailable',
      cause: { code: 'identity-provider-unavailable', step: 'identity' },
    });
    await installation.fault(null);
    await expect.poll(() => wordsOn('ph-0003').at(-1)?.state?.state, { timeout: 20_000 }).toBe('valid');
  });

  it('knows after a restart what it had: nothing is asked again', async () => {
    expect(await stop()).toBe(0);
    const before = (await installation.truth()).length;

    stop = await installation.startService();
    const word = nextWord('ph-0002');
    await installation.ask('ph-0001');
    await installation.ask('ph-0002', { refusedTokenId: stateIdOf(wordsOn('ph-0002').at(-1)) });
    await word;

    const since = (await installation.truth()).slice(before);
    expect(since.map(({ pharmacy, step }) => `${pharmacy} ${step}`)).toEqual(['ph-0002 token']);
  });

  it('cancels the token of a suspended pharmacy at mySecu and takes it off Kafka, within two seconds (R18)', async () => {
    const tombstone = nextWord('ph-0001');
    const begun = performance.now();

    await installation.put('suspension', 'pharmacy/ph-0001', { scope: 'pharmacy/ph-0001', reason: 'lost key' });

    expect((await tombstone).state).toBeNull();
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect((await callsFor('ph-0001')).at(-1)).toBe('cancel answered');
  });

  it('stops itself when control turns out to be of another environment', async () => {
    await installation.put('environment', 'self', { environment: 'exploitation' });

    expect(await installation.exited()).toBe(1);
  });
});

function stateIdOf(word: TokenWord | undefined): string {
  return word?.state?.state === 'valid' ? word.state.tokenId : '';
}
