import { encodeEvent, type TokenRequested, tokenRequested } from '@officine/contracts';
import type { InboundRecord } from '@officine/kafka';
import { describe, expect, it } from 'vitest';
import { aTokenService, START, silent } from '../../test/support/fakes.ts';
import { TokenRequestedHandler } from './token-requested.handler.ts';

const deadline = new Date(START.getTime() + 3_000).toISOString();

function aRecord(data: unknown, key = 'ph-0001'): InboundRecord {
  const { value, headers } = encodeEvent<unknown>(tokenRequested, { id: 'r-1', source: '/officine/verification', data });
  return { topic: 'requests', partition: 3, offset: 7n, timestamp: START.getTime(), key, value, headers };
}

describe('a token request', () => {
  it('is met', async () => {
    const { keeper, tokens } = aTokenService();
    const request: TokenRequested = { pharmacy: 'ph-0001', deadline };

    await new TokenRequestedHandler(keeper, silent).handle(aRecord(request));

    expect(tokens.published).toMatchObject([{ pharmacy: 'ph-0001', state: 'valid' }]);
  });

  it.each([
    ['another schema', aRecord({ pharmacy: 'ph-0001' })],
    ['no JSON', { ...aRecord({}), value: Buffer.from('nonsense') }],
    ['a pharmacy that is not its key', aRecord({ pharmacy: 'ph-0001', deadline }, 'ph-0002')],
  ])('with %s is passed over: the partition goes on', async (_what, record) => {
    const { keeper, source } = aTokenService();

    await new TokenRequestedHandler(keeper, silent).handle(record);

    expect(source.asked).toEqual([]);
  });
});
