import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentOf, send } from '../test/support/http-client.ts';
import { type Running, runSimulator } from '../test/support/running.ts';
import { AFFILIATED, faultCode, stateOf } from '../test/support/test-client.ts';
import { makeCertificate, questionHash, startSimulator } from './index.ts';
import type { TruthEntry } from './truth.ts';

let running: Running;

beforeAll(async () => {
  running = await runSimulator();
});
afterAll(() => running.close());
beforeEach(async () => {
  await running.control('DELETE', '/truth');
});

async function truth(query = ''): Promise<{ counters: Record<string, object>; entries: TruthEntry[] }> {
  return (await running.control('GET', `/truth${query}`)) as { counters: Record<string, object>; entries: TruthEntry[] };
}

describe('the platform', () => {
  it('shows a WSDL whose address names an internal host', async () => {
    const answer = await send(running.client.agent, `${running.simulator.serviceUrl}?wsdl`, 'GET', {});

    expect(answer.text).toContain('targetNamespace="http://ws.mysecu.lu/generic/sync"');
    expect(answer.text).toMatch(/soap:address location="http:\/\/[\w.]+\.internal\.invalid/);
  });

  it.each([
    ['another path', '/ws/soap/other', 'POST', 'text/xml', 404],
    ['another method', '/ws/soap/trust', 'GET', 'text/xml', 405],
    ['another content type', '/ws/soap/trust', 'POST', 'application/soap+xml', 415],
  ])('has nothing under %s', async (_, path, method, type, status) => {
    const url = new URL(path, running.simulator.tokenUrl).href;

    expect((await send(running.client.agent, url, method, { 'content-type': type })).status).toBe(status);
  });

  it('declines a request of more than 1 MiB', async () => {
    const url = running.simulator.tokenUrl;
    const headers = { 'content-type': 'text/xml' };

    expect((await send(running.client.agent, url, 'POST', headers, ' '.repeat(1_048_577))).status).toBe(413);
  });

  it('lets nobody in without a certificate of its CA', async () => {
    const foreign = await makeCertificate({ subject: { CN: 'foreign' } });
    const agent = agentOf({ key: foreign.key, certificate: foreign.cert }, running.identities.ca.cert);

    await expect(send(agent, running.simulator.serviceUrl, 'POST', {})).rejects.toThrow();
  });

  it('lets those in whom it is told by their certificates, and still nobody else', async () => {
    const strangers = await Promise.all(['known', 'unknown'].map((CN) => makeCertificate({ subject: { CN } })));
    const { options, ca } = running.identities;
    const simulator = await startSimulator({ ...options, tls: { ...options.tls, clients: [strangers[0]!.cert] } });
    const [known, unknown] = strangers.map(({ key, cert }) => agentOf({ key, certificate: cert }, ca.cert));

    const wsdl = await send(known!, `${simulator.serviceUrl}?wsdl`, 'GET', {});

    expect(wsdl.status).toBe(200);
    await expect(send(unknown!, `${simulator.serviceUrl}?wsdl`, 'GET', {})).rejects.toThrow();
    await simulator.close();
  });

  it('speaks TLS 1.2 and 1.3 and nothing older', async () => {
    const { port } = new URL(running.simulator.serviceUrl);
    const { pharmacy, ca } = running.identities;
    const handshake = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve, reject) => {
        const options = { port: Number(port), host: '127.0.0.1', key: pharmacy.key, cert: pharmacy.certificate, ca: ca.cert };
        const socket = connect({ ...options, minVersion: 'TLSv1', maxVersion }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        }).on('error', reject);
      });

    await expect(handshake('TLSv1.3')).resolves.toBe('TLSv1.3');
    await expect(handshake('TLSv1.2')).resolves.toBe('TLSv1.2');
    await expect(handshake('TLSv1.1')).rejects.toThrow();
  });

  it('knows a renewed certificate as soon as it is told, and the old one no longer', async () => {
    const { neighbour, stranger } = running.identities;
    const { certificate } = stranger;
    await running.control('PUT', '/pharmacies', {
      id: 'ph-2',
      codePrestataire: '90000002',
      eHealthId: neighbour.eHealthId,
      certificate,
    });

    expect((await running.stranger.identity({ eHealthId: neighbour.eHealthId })).status).toBe(200);
    expect(faultCode(await running.neighbour.identity())).toBe('wsse:FailedAuthentication');

    running.simulator.putPharmacy(neighbour);
    expect((await running.neighbour.identity()).status).toBe(200);
  });
});

describe('the truth record', () => {
  it('tells what was asked and answered by correlation id and question hash, and names no person', async () => {
    const answer = await running.client.get(await running.client.session());
    const correlationId = /Correlation-ID: (Id-\w+)/.exec(answer.text)?.[1] ?? '';
    const fields = { matricule: AFFILIATED, date: '2026-11-23', codePrestataire: '90000001' };

    const { entries } = await truth(`?correlationId=${correlationId}`);

    expect(entries).toMatchObject([
      {
        step: 'get',
        pharmacy: 'ph-1',
        outcome: 'answered',
        questionHash: questionHash('SAMPLE_PHARMACY_AFFILIATION-V1', fields),
      },
    ]);
    expect(JSON.stringify(await truth())).not.toContain(AFFILIATED);
  });

  it('counts by step, refusals apart', async () => {
    await running.client.session();
    await running.client.get('<x/>');

    expect((await truth()).counters).toMatchObject({
      identity: { received: 1, answered: 1, refused: 0 },
      token: { received: 1, answered: 1 },
      get: { received: 1, answered: 0, refused: 1 },
    });
  });
});

describe('the control port', () => {
  it('changes the settings that are named and leaves the others', async () => {
    await running.control('PUT', '/settings', { tokenLifetimeMs: 1_000, latencyMs: { get: { p50: 1, p95: 2 } } });
    const token = await running.client.session();
    running.clock.offsetMs = 1_001;

    expect(faultCode(await running.client.get(token))).toBe('wsse:InvalidSecurityToken');
    expect(await running.control('GET', '/settings')).toMatchObject({
      tokenLifetimeMs: 1_000,
      verifyOneIn: 1,
      latencyMs: { identity: 0, token: 0, get: { p50: 1, p95: 2 } },
    });
    running.clock.offsetMs = 0;
    await running.control('PUT', '/settings', { tokenLifetimeMs: 1_800_000, latencyMs: { get: 0 } });
  });

  it('revokes the tokens of one pharmacy and leaves those of its neighbour', async () => {
    const [ours, theirs] = [await running.client.session(), await running.neighbour.session()];

    await running.control('POST', '/tokens/revoke', { pharmacy: 'ph-1' });

    expect(faultCode(await running.client.get(ours))).toBe('wsse:InvalidSecurityToken');
    expect(stateOf(await running.neighbour.get(theirs))).toBe('AFFILIE');
  });

  it('signs token answers when it is told to', async () => {
    await running.control('PUT', '/settings', { signTokenAnswers: true, announceLifetime: false });
    const answer = await running.client.token(await running.client.assertion());
    await running.control('PUT', '/settings', { signTokenAnswers: false, announceLifetime: true });

    expect(answer.text).toContain('<dsig:Signature');
    expect(answer.text).not.toContain('Lifetime');
  });

  it('verifies one signature in so many in bench mode, and says which', async () => {
    const token = await running.client.session();
    await running.control('PUT', '/settings', { verifyOneIn: 4 });
    for (let call = 0; call < 8; call += 1) await running.client.get(token);
    await running.control('PUT', '/settings', { verifyOneIn: 1 });

    const { entries } = await truth();
    expect(entries.filter(({ step, verified }) => step === 'get' && verified)).toHaveLength(2);
  });

  it('says what is wrong with what it is told', async () => {
    expect(await running.control('PUT', '/settings', { verifyOneIn: 0 })).toHaveProperty('error');
    expect(await running.control('POST', '/faults', { kind: 'no-such' })).toHaveProperty('error');
    expect(await running.control('POST', '/faults', { kind: 'unsigned', step: 'token' })).toMatchObject({
      error: expect.stringContaining('identity, get') as string,
    });
    expect(await running.control('GET', '/no-such')).toHaveProperty('routes');
  });

  it('is up, and shows the register', async () => {
    expect(await running.control('GET', '/healthz')).toEqual({ status: 'up' });
    expect(await running.control('GET', '/register')).toHaveProperty('persons');
  });
});

describe('a latency', () => {
  it('delays each answer by what is set', async () => {
    const token = await running.client.session();
    await running.control('PUT', '/settings', { latencyMs: { get: 40 } });
    await running.client.get(token);
    await running.control('PUT', '/settings', { latencyMs: { get: 0 } });

    const { entries } = await truth();
    expect(entries.at(-1)?.durationMs).toBeGreaterThanOrEqual(39);
  });
});
