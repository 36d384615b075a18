import { topics, vendorTopicName } from '@officine/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadAudit } from '../../src/application/read-audit.ts';
import { ApiServer } from '../../src/http/api-server.ts';
import { anInstallation } from '../support/installation.ts';

let installation: Awaited<ReturnType<typeof anInstallation>>;
beforeEach(async () => {
  installation = await anInstallation();
});
afterEach(() => installation.close());

describe('reading the audit', () => {
  it('is in the audit itself, with who read what', async () => {
    await installation.record({ pharmacy: 'ph-0001', vendor: 'acme', requestId: 'r-1' });
    const service = await installation.startService();
    await installation.recorded(1);

    const found = await service.app.resolve(ReadAudit).search('reader-1', { requestId: 'r-1', vendor: 'acme' }, 10);
    await installation.recorded(2);
    await service.stop();

    expect(found).toMatchObject([{ data: { requestId: 'r-1' } }]);
    const read = await installation.collections.content.findOne({ action: 'audit.read' });
    expect(JSON.parse(read!.canonical)).toMatchObject({ data: { actor: 'reader-1', object: 'search', vendor: 'acme' } });
  });

  it('is refused over HTTP where no issuer is set', async () => {
    const service = await installation.startService();
    const { port } = service.app.resolve(ApiServer);

    const response = await fetch(`http://127.0.0.1:${port}/v1/search`, { method: 'POST', body: '{}' });
    await service.stop();

    expect(response.status).toBe(401);
  });
});

describe('suspected misuse', () => {
  it('is told to the vendor and written down, without naming the user (R17b)', async () => {
    const vendor = `misuse-${Math.random().toString(36).slice(2, 8)}`;
    const notices = vendorTopicName(topics.notices, vendor);
    await installation.create(notices, 1);
    const user = { kid: 'k', hmac: 'the-user' };
    // By day: at night there would be a second suspicion.
    const at = '2026-11-24T10:00:00Z';
    const service = await installation.startService();

    await Promise.all(
      Array.from({ length: 61 }, () => installation.record({ action: 'check.asked', pharmacy: 'ph-0001', vendor, user, at })),
    );
    await installation.recorded(62);
    await service.stop();
    const [{ high } = { high: '0' }] = await installation.admin.fetchTopicOffsets(notices);
    await installation.admin.deleteTopics({ topics: [notices] });

    expect(Number(high)).toBeGreaterThan(0);
    const suspicion = await installation.collections.content.findOne({ action: 'misuse.suspected' });
    expect(JSON.parse(suspicion!.canonical)).toMatchObject({ data: { vendor, pharmacy: 'ph-0001', object: 'rate/user' } });
    expect(suspicion!.canonical).not.toContain('the-user');
  });
});
