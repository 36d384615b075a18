import { OfficineError } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aPharmacy, aToken, aTokenService, aValidToken, HOUR_MS, START } from '../../test/support/fakes.ts';

describe('upkeep', () => {
  it('renews ahead of need, from half of the lifetime on', async () => {
    const { tokens, source, clock, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    clock.nowMs += 0.49 * HOUR_MS;
    await upkeep.look();
    expect(source.asked).toEqual([]);

    clock.nowMs += 0.12 * HOUR_MS;
    source.answer = () => Promise.resolve(aToken('t-2', new Date(clock.nowMs)));
    await upkeep.look();

    await expect.poll(() => tokens.published).toMatchObject([{ state: 'valid', tokenId: 't-2' }]);
  });

  it('renews for a day after the last request, and no longer', async () => {
    const { tokens, source, clock, upkeep } = aTokenService();
    clock.nowMs += 25 * HOUR_MS;
    tokens.hold(aValidToken('t-1'), START.getTime());

    await upkeep.look();

    expect(source.asked).toEqual([]);
  });

  it('obtains a token again by itself once the pause after a failure is over', async () => {
    const { tokens, source, clock, need, upkeep } = aTokenService();
    source.answer = () => Promise.reject(new OfficineError('token-service-unavailable', { step: 'token' }));
    await need();
    source.answer = () => Promise.resolve(aToken('t-1', new Date(clock.nowMs)));

    await upkeep.look();
    expect(source.asked).toHaveLength(1);

    clock.nowMs += 1_000;
    await upkeep.look();
    await expect.poll(() => tokens.known('ph-0001')?.state).toMatchObject({ state: 'valid', tokenId: 't-1' });
  });

  it('cares for the pharmacies of its own partitions alone', async () => {
    const { tokens, source, control, clock, upkeep } = aTokenService();
    control.known.set('ph-of-others', aPharmacy({ id: 'ph-of-others' }));
    tokens.hold(aValidToken('t-1', { pharmacy: 'ph-of-others' }));
    clock.nowMs += 0.7 * HOUR_MS;

    await upkeep.look();

    expect(source.asked).toEqual([]);
  });

  it.each([
    ['removed from control', undefined],
    ['closed', aPharmacy({ closed: '2026-11-24' })],
    ['no longer under contract', aPharmacy({ contract: { signed: '2026-01-01', ends: '2026-11-24' } })],
  ])('cancels the token of a pharmacy that is %s, and takes it off Kafka', async (_what, pharmacy) => {
    const { tokens, source, control, revoke, upkeep } = aTokenService();
    revoke.remember(aPharmacy());
    tokens.hold(aValidToken('t-1'));
    control.known.delete('ph-0001');
    if (pharmacy !== undefined) {
      control.known.set('ph-0001', pharmacy);
    }

    await upkeep.look();

    expect(source.cancelled).toEqual(['t-1']);
    expect(tokens.removed).toEqual(['ph-0001']);
  });

  it.each(['pharmacy/ph-0001', 'vendor/acme'])('cancels under the suspension %s', async (scope) => {
    const { tokens, source, control, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    control.suspension = { scope, reason: 'lost key', until: null };

    await upkeep.look();

    expect([source.cancelled, tokens.removed]).toEqual([['t-1'], ['ph-0001']]);
  });

  it('makes no call at all while everything is suspended: tokens go from Kafka alone', async () => {
    const { tokens, source, control, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    control.suspension = { scope: 'all', reason: 'security flaw', until: null };

    await upkeep.look();

    expect([source.cancelled, source.asked, tokens.removed]).toEqual([[], [], ['ph-0001']]);
  });

  it('takes a token off Kafka even when mySecu does not confirm the cancellation', async () => {
    const { tokens, source, control, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    source.cancellation = () => Promise.reject(new OfficineError('token-service-unavailable', { step: 'token' }));
    control.suspension = { scope: 'pharmacy/ph-0001', reason: 'lost key', until: null };

    await upkeep.look();

    expect(tokens.removed).toEqual(['ph-0001']);
  });

  it('takes nothing away on the word of stale control', async () => {
    const { tokens, control, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    control.known.clear();
    control.fresh = false;

    await upkeep.look();

    expect(tokens.removed).toEqual([]);
  });

  it('seals tokens anew when the key in use was replaced, each once', async () => {
    const { tokens, upkeep } = aTokenService();
    tokens.hold(aValidToken('t-1'));
    tokens.sealedWithOldKey.add('ph-0001');

    await upkeep.look();
    await upkeep.look();

    expect(tokens.published).toMatchObject([{ state: 'valid', tokenId: 't-1' }]);
  });
});
