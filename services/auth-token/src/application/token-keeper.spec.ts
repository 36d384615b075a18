import { OfficineError } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aToken, aTokenService, aValidToken, HOUR_MS, START } from '../../test/support/fakes.ts';
import type { ObtainedToken } from './ports.ts';

const idpAway = new OfficineError('identity-provider-unavailable', { step: 'identity', detail: 'connection-refused' });
const refused = new OfficineError('authentication-refused', { step: 'identity', correlationId: 'Id-9' });

describe('a need of a token', () => {
  it('is met by one exchange, however many ask at once', async () => {
    const { source, tokens, need } = aTokenService();
    const answer = Promise.withResolvers<ObtainedToken>();
    source.answer = () => answer.promise;

    const needs = Array.from({ length: 500 }, () => need());
    answer.resolve(aToken('t-1'));
    const outcomes = await Promise.all(needs);

    expect(source.asked).toEqual(['ph-0001']);
    expect(tokens.published).toMatchObject([{ state: 'valid', tokenId: 't-1', token: '<t>t-1</t>', correlationId: 'Id-1' }]);
    expect(outcomes.filter((outcome) => outcome === 'asked')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'joined')).toHaveLength(499);
  });

  it('carries the trace of the check that it was made for', async () => {
    const { keeper, tokens, clock } = aTokenService();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await keeper.meet({ pharmacy: 'ph-0001', deadline: new Date(clock.nowMs + 3_000), traceparent });

    expect(tokens.published).toMatchObject([{ traceparent }]);
  });

  it('asks for two pharmacies side by side', async () => {
    const { source, control, need } = aTokenService();
    control.known.set('ph-0002', aPharmacy({ id: 'ph-0002' }));

    await Promise.all([need(), need({ pharmacy: 'ph-0002' })]);

    expect(source.asked).toEqual(['ph-0001', 'ph-0002']);
  });

  it('is ignored past its deadline', async () => {
    const { keeper, source } = aTokenService();

    expect(await keeper.meet({ pharmacy: 'ph-0001', deadline: START })).toBe('late');
    expect(source.asked).toEqual([]);
  });

  it('is ignored while the current token is valid and not the refused one', async () => {
    const { source, tokens, need } = aTokenService();
    tokens.hold(aValidToken('t-2'));

    expect(await need()).toBe('valid');
    expect(await need({ refusedTokenId: 't-1' })).toBe('valid');
    expect(source.asked).toEqual([]);
  });

  it('is met anew when the token is about to end', async () => {
    const { source, tokens, clock, need } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    clock.nowMs += HOUR_MS - 5_000;

    expect(await need()).toBe('asked');
    expect(source.asked).toHaveLength(1);
  });

  it('lets go of its record at its deadline, while the exchange goes on', async () => {
    const { keeper, source, tokens, clock } = aTokenService();
    const answer = Promise.withResolvers<ObtainedToken>();
    source.answer = () => answer.promise;

    expect(await keeper.meet({ pharmacy: 'ph-0001', deadline: new Date(clock.nowMs + 5) })).toBe('asked');
    expect(keeper.isUnderway('ph-0001')).toBe(true);
    answer.resolve(aToken('t-1'));
    await expect.poll(() => tokens.published).toHaveLength(1);
  });

  it.each([
    ['unknown', (service: ReturnType<typeof aTokenService>) => service.control.known.clear()],
    [
      'closed',
      (service: ReturnType<typeof aTokenService>) => service.control.known.set('ph-0001', aPharmacy({ closed: '2026-11-24' })),
    ],
    [
      'suspended',
      (service: ReturnType<typeof aTokenService>) => {
        service.control.suspension = { scope: 'pharmacy/ph-0001', reason: 'lost key', until: null };
      },
    ],
  ])('of a pharmacy that is %s makes no call', async (_what, change) => {
    const service = aTokenService();
    change(service);

    expect(await service.need()).toBe('not-entitled');
    expect(service.source.asked).toEqual([]);
  });

  it('makes no call on the word of stale control', async () => {
    const { control, source, need } = aTokenService();
    control.fresh = false;

    expect(await need()).toBe('control-stale');
    expect(source.asked).toEqual([]);
  });
});

describe('a token that cannot be obtained', () => {
  it('is told with its cause and when it will be asked again, so that waiters degrade at once', async () => {
    const { source, tokens, need } = aTokenService();
    source.answer = () => Promise.reject(idpAway);

    await need();

    expect(tokens.published).toMatchObject([
      {
        state: 'unavailable',
        cause: { code: 'identity-provider-unavailable', step: 'identity', detail: 'connection-refused' },
        retryAt: '2026-11-24T08:00:01.000Z',
      },
    ]);
  });

  it('is not asked again before its time: whoever asks meanwhile hears the bad news again, newer than its request', async () => {
    const { source, tokens, clock, need } = aTokenService();
    source.answer = () => Promise.reject(idpAway);
    await need();
    clock.nowMs += 500;

    expect(await need()).toBe('backing-off');

    expect(source.asked).toHaveLength(1);
    expect(tokens.published[1]).toMatchObject({
      state: 'unavailable',
      issuedAt: '2026-11-24T08:00:00.500Z',
      retryAt: '2026-11-24T08:00:01.000Z',
    });
  });

  it('is asked again after pauses that double and stay below a minute', async () => {
    const { source, tokens, need, clock } = aTokenService();
    source.answer = () => Promise.reject(idpAway);

    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      expect(await need()).toBe('asked');
      const told = tokens.published.at(-1);
      const retryAtMs = told?.state === 'unavailable' ? Date.parse(told.retryAt) : Number.NaN;
      pauses.push((retryAtMs - clock.nowMs) / 1_000);
      clock.nowMs = retryAtMs - 1;
      expect(await need()).toBe('backing-off');
      clock.nowMs = retryAtMs;
    }

    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 45, 45]);
  });

  it('never replaces a token that is still valid: that one stays in service', async () => {
    const { source, tokens, clock, keeper } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    source.answer = () => Promise.reject(idpAway);
    clock.nowMs += 0.7 * HOUR_MS;

    await keeper.renew('ph-0001');

    expect(source.asked).toHaveLength(1);
    expect(tokens.published).toEqual([]);
    expect(tokens.known('ph-0001')?.state).toMatchObject({ tokenId: 't-1' });
  });

  it('because its credential is refused is left in peace until the file changes', async () => {
    const { source, clock, credential, need } = aTokenService();
    source.answer = () => Promise.reject(refused);
    await need();
    clock.nowMs += 120_000;
    expect(await need()).toBe('backing-off');
    expect(source.asked).toHaveLength(1);

    credential.version = 'v2';
    source.answer = () => Promise.resolve(aToken('t-1', new Date(clock.nowMs)));

    expect(await need()).toBe('asked');
    expect(source.asked).toHaveLength(2);
  });

  it('because of a bug of ours is told in the log, and does not block the next attempt', async () => {
    const { source, tokens, need } = aTokenService();
    source.answer = () => Promise.reject(new TypeError('a bug'));
    await need();
    source.answer = () => Promise.resolve(aToken('t-2'));

    expect(await need()).toBe('asked');
    expect(tokens.published).toMatchObject([{ tokenId: 't-2' }]);
  });
});

describe('a refused token', () => {
  it('is replaced once, at once', async () => {
    const { source, tokens, need } = aTokenService();
    tokens.hold(aValidToken('t-old'));
    source.answer = () => Promise.resolve(aToken('t-new'));

    expect(await need({ refusedTokenId: 't-old' })).toBe('asked');
    expect(await need({ refusedTokenId: 't-old' })).toBe('valid');

    expect(source.asked).toHaveLength(1);
  });

  it('is reported unavailable when it cannot be replaced: mySecu takes it no more', async () => {
    const { source, tokens, need } = aTokenService();
    tokens.hold(aValidToken('t-old'));
    source.answer = () => Promise.reject(idpAway);

    await need({ refusedTokenId: 't-old' });

    expect(tokens.published).toMatchObject([{ state: 'unavailable' }]);
  });

  it('whose replacements are refused as well causes no storm', async () => {
    const { source, tokens, clock, need } = aTokenService();
    tokens.hold(aValidToken('t-0'));
    let made = 0;
    source.answer = () => Promise.resolve(aToken(`t-${++made}`, new Date(clock.nowMs)));

    for (let check = 0; check < 60; check += 1) {
      const state = tokens.known('ph-0001')?.state;
      await need(state?.state === 'valid' ? { refusedTokenId: state.tokenId } : {});
      clock.nowMs += 1_000;
    }

    expect(source.asked.length).toBeLessThanOrEqual(12);
    expect(tokens.published.some((state) => state.state === 'unavailable' && state.cause.code === 'authentication-refused')).toBe(
      true,
    );
  });
});

describe('a token obtained while its pharmacy was being suspended', () => {
  it('is cancelled at once and never published', async () => {
    const { source, tokens, control, need } = aTokenService();
    source.answer = () => {
      control.suspension = { scope: 'pharmacy/ph-0001', reason: 'lost key', until: null };
      return Promise.resolve(aToken('t-1'));
    };

    await need();

    expect(source.cancelled).toEqual(['t-1']);
    expect(tokens.published).toEqual([]);
  });
});
