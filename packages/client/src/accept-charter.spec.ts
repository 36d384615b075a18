import { catalogueEntry, charterRecorded, checkRejected, encodeEvent } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { aClient } from '../test/support/client-with.ts';

const ACCEPTANCE = { pharmacy: 'ph-0001', user: 'u-42', version: '1' };

describe('the acceptance of the charter', () => {
  it('resolves when Officine recorded it', async () => {
    const { client, transport } = aClient();
    const recorded = client.acceptCharter(ACCEPTANCE);
    const data = { ...ACCEPTANCE, acceptedAt: '2026-11-24T08:00:00Z' };

    transport.deliver(encodeEvent(charterRecorded, { id: 'c-1', source: '/test', data }));

    await expect(recorded).resolves.toEqual({ ...data, outcome: 'recorded' });
    expect(transport.published).toMatchObject([{ key: 'ph-0001', headers: { ce_type: 'lu.officine.charter.accepted.v1' } }]);
  });

  it('resolves with the rejection of its event', async () => {
    const { client, transport } = aClient();
    const recorded = client.acceptCharter(ACCEPTANCE);
    const requestId = transport.published[0]?.headers['ce_id'] ?? '';

    transport.deliver(
      encodeEvent(checkRejected, {
        id: 'x-1',
        source: '/test',
        subject: requestId,
        data: {
          requestId,
          environment: 'custom',
          attempt: 1,
          timings: { receivedAt: '2026-11-24T08:00:00Z', concludedAt: '2026-11-24T08:00:00Z' },
          cause: { code: 'invalid-request', step: 'decode', retryable: false },
          advice: catalogueEntry('invalid-request').advice,
        },
      }),
    );

    await expect(recorded).resolves.toMatchObject({ outcome: 'rejected', cause: { code: 'invalid-request' } });
  });

  it('is not waited for without end', async () => {
    const { client, clock } = aClient();
    const recorded = client.acceptCharter(ACCEPTANCE, { timeoutMs: 2_000 });

    await clock.advance(2_000);

    await expect(recorded).resolves.toMatchObject({ outcome: 'degraded', local: true });
  });

  it('is not taken for that of another user or version', async () => {
    const { client, clock, transport } = aClient();
    const recorded = client.acceptCharter(ACCEPTANCE, { timeoutMs: 2_000 });
    const data = { ...ACCEPTANCE, version: '2', acceptedAt: '2026-11-24T08:00:00Z' };

    transport.deliver(encodeEvent(charterRecorded, { id: 'c-1', source: '/test', data }));
    await clock.advance(2_000);

    await expect(recorded).resolves.toMatchObject({ outcome: 'degraded' });
  });
});
