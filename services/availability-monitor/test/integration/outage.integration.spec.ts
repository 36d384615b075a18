import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookSignature } from '../../src/outbound/webhook.ts';
import { BROKERS, LiveMonitor } from '../support/live-monitor.ts';
import { RunningPrometheus } from '../support/prometheus.ts';
import { PROMETHEUS } from '../support/tools.ts';

const QUICK = `
calmMs: 1000
probes:
  dns: { intervalMs: 1000 }
  tcp: { intervalMs: 1000 }
  tls: { intervalMs: 1000 }
  wsdl: { intervalMs: 1000, timeoutMs: 1500 }
  identity: { intervalMs: 1000, timeoutMs: 1500 }
  token: { intervalMs: 1000, timeoutMs: 1500 }
  get: { intervalMs: 1000, timeoutMs: 1500 }
`;

interface Posted {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

describe.skipIf(BROKERS.length === 0)('the monitor, against the simulator', () => {
  const posted: Posted[] = [];
  let heard = Promise.withResolvers<void>();
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    posted.push({ headers: request.headers, body });
    // The first attempt is refused: it has to come again.
    response.writeHead(posted.length === 1 ? 503 : 204).end();
    heard.resolve();
    heard = Promise.withResolvers();
  });
  let live: LiveMonitor;

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = new URL(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    live = new LiveMonitor({ plan: QUICK, webhook: { url, secret: 's3cret' } });
    await live.start();
  });

  afterAll(async () => {
    await live.stop();
    receiver.close();
  });

  const json = async (path: string, init?: RequestInit) => (await fetch(`${live.address}${path}`, init)).json();

  it('probes at once, signed all the way, and says that everything is up', async () => {
    const overall = await live.until('overall', 'up');

    expect(overall.evidence.probes).toBeGreaterThan(0);
    let counters: Record<string, { answered: number }> = {};
    while (!(Number(counters['get']?.answered) > 0)) {
      ({ counters } = (await live.simulator('GET', '/truth')) as { counters: typeof counters });
    }
    expect(counters['identity']?.answered).toBeGreaterThan(0);
    expect(counters['token']?.answered).toBeGreaterThan(0);
    expect(counters['get']?.answered).toBeGreaterThan(0);
  });

  it('does not take the refused credential of one pharmacy for an outage', async () => {
    for (let count = 0; count < 20; count += 1) {
      await live.call({ outcome: 'refused', ownFault: true, code: 'authentication-refused' });
    }

    expect(await live.until('service', 'up', 'down', 'degraded')).toMatchObject({ state: 'up' });
  });

  it('sees an outage of the service since its first failure, opens an incident and tells by a signed webhook, again when it is refused', async () => {
    const brokenAt = Date.now();
    await live.commit({ kind: 'http-503', step: 'get' });

    const down = await live.until('service', 'down');

    // A probe may have been on its way when the fault came.
    expect(down.sinceMs).toBeGreaterThanOrEqual(brokenAt - 2_000);
    expect(Date.now() - brokenAt).toBeLessThan(60_000);
    expect(await live.until('overall', 'down')).toMatchObject({ sinceMs: down.sinceMs });
    while (posted.length < 2) await heard.promise;
    const [first, second] = posted as [Posted, Posted];
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = second.headers;
    expect(signature).toBe(`v1,${webhookSignature('s3cret', String(id), String(at), second.body)}`);
    expect(JSON.parse(second.body)).toMatchObject({
      type: 'incident.opened',
      incident: { components: ['service'], closedAt: null },
    });
  });

  it('tells operators only: a note needs the token, the report names steps and times', async () => {
    const { incidents } = (await json('/api/v1/incidents')) as { incidents: { id: string }[] };
    const path = `/api/v1/incidents/${incidents[0]?.id}`;
    const authorization = { authorization: 'Bearer operator' };

    expect(await fetch(`${live.address}${path}/notes`, { method: 'POST', body: '{"text":"x"}' })).toMatchObject({ status: 401 });
    const noted = await fetch(`${live.address}${path}/notes`, {
      method: 'POST',
      headers: authorization,
      body: '{"text":"CCSS knows <b>"}',
    });
    expect(noted.status).toBe(201);
    expect(await json(`${path}/report`, { headers: authorization })).toMatchObject({
      text: expect.stringContaining('service: down'),
    });
  });

  it('sees the recovery, and closes the incident with its timeline', async () => {
    const mendedAt = Date.now();
    await live.commit();

    const up = await live.until('overall', 'up');

    expect(up.sinceMs).toBeGreaterThanOrEqual(mendedAt - 2_000);
    expect(Date.now() - mendedAt).toBeLessThan(60_000);
    while (posted.length < 3) await heard.promise;
    expect(JSON.parse(posted[2]?.body ?? '')).toMatchObject({ type: 'incident.closed' });
    const { incidents } = (await json('/api/v1/incidents')) as {
      incidents: { closedAt: string; timeline: { note?: string }[] }[];
    };
    expect(incidents[0]?.closedAt).not.toBeNull();
    expect(incidents[0]?.timeline).toContainEqual(expect.objectContaining({ note: 'CCSS knows <b>' }));
  });

  it('tells of that outage what the simulator’s own record of truth tells, and so the availability within 0.1 point', async () => {
    const { incidents } = (await json('/api/v1/incidents')) as { incidents: { openedAt: string; closedAt: string }[] };
    const { entries } = (await live.simulator('GET', '/truth?limit=20000')) as {
      entries: { step: string; at: string; fault?: string }[];
    };

    const asked = entries.filter(({ step }) => step === 'get');
    const faulty = asked.filter(({ fault }) => fault === 'http-503').map(({ at }) => Date.parse(at));
    const [firstMs = 0, lastMs = 0] = [faulty.at(0), faulty.at(-1)];
    const mendedMs = Math.min(...asked.map(({ at }) => Date.parse(at)).filter((at) => at > lastMs));
    const { openedAt = '', closedAt = '' } = incidents[0] ?? {};
    const seenMs = Date.parse(closedAt) - Date.parse(openedAt);
    process.stdout.write(`outage of ${mendedMs - firstMs} ms in truth, ${seenMs} ms as seen\n`);
    expect(Math.abs(Date.parse(openedAt) - firstMs)).toBeLessThan(2_000);
    expect(Math.abs(Date.parse(closedAt) - mendedMs)).toBeLessThan(2_000);
    const slo = (await json('/api/v1/slo')) as { periods: { component: string; days: number; timeMs: { down: number } }[] };
    const day = slo.periods.find(({ component, days }) => component === 'service' && days === 1);
    expect(Math.abs((day?.timeMs.down ?? 0) - (mendedMs - firstMs)) / 86_400_000).toBeLessThan(0.001);
  });

  it('shows it all on a page in three languages, with the note as text, and in feed, badge and metrics', async () => {
    const page = async (language: string) => await (await fetch(`${live.address}/?lang=${language}`)).text();

    expect(await page('fr')).toContain('mySecu répond');
    expect(await page('de')).toContain('mySecu antwortet');
    expect(await page('en')).toContain('CCSS knows &#60;b&#62;');
    expect(await (await fetch(`${live.address}/feed.atom?lang=en`)).text()).toContain('urn:officine:incident:');
    expect(await (await fetch(`${live.address}/badge.svg?lang=en`)).text()).toContain('available');
    const metrics = await fetch(`${live.address}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('application/openmetrics-text');
    const text = await metrics.text();
    expect(text).toContain('officine_mysecu_state{component="service",state="up",environment="custom"} 1');
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  it.skipIf(!PROMETHEUS.isPresent)(`is scraped by a real Prometheus, which loads our rules${PROMETHEUS.why}`, async () => {
    const prometheus = new RunningPrometheus();
    await prometheus.start(new URL(live.address).host);
    try {
      const [up] = await prometheus.firstResult('officine_mysecu_state{component="service",state="up"} == 1');
      expect(up).toMatchObject({ metric: { job: 'mysecu-status' } });
      await prometheus.firstResult('officine:mysecu_budget:ratio');
      const { data } = await prometheus.get('rules');
      expect(data.groups.length).toBeGreaterThanOrEqual(6);
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      await live.call({ traceId, durationMs: 640 });
      expect(await prometheus.firstExemplar('officine_mysecu_traffic_duration_seconds_bucket')).toMatchObject({
        labels: { trace_id: traceId },
        value: '0.64',
      });
    } finally {
      await prometheus.stop();
    }
  });

  it('keeps down an identity provider that is silent apart: mySecu as a whole is degraded', async () => {
    await live.commit({ kind: 'silence', step: 'identity' });

    await live.until('identity-provider', 'down');

    expect(await live.until('overall', 'degraded', 'down')).toMatchObject({ state: 'degraded', cause: 'identity-provider' });
    await live.commit();
    await live.until('overall', 'up');
  });

  it('goes on after a restart where it was', async () => {
    const before = await live.until('overall', 'up');

    await live.stopMonitor();
    await live.startMonitor();

    expect(await live.until('overall', 'up')).toMatchObject({ state: 'up', sinceMs: before.sinceMs });
  });
});

describe.skipIf(BROKERS.length === 0)('two replicas of the monitor', () => {
  let live: LiveMonitor;
  let second: Awaited<ReturnType<LiveMonitor['startReplica']>>;

  beforeAll(async () => {
    live = new LiveMonitor({ plan: QUICK });
    await live.start();
    await live.until('overall', 'up');
    second = await live.startReplica();
  });

  afterAll(async () => {
    await second.stop();
    await live.stop();
  });

  const metrics = async (address: string) => await (await fetch(`${address}/metrics`)).text();
  const owner = (text: string) => /^officine_monitor_owner\{.*\} (\d)$/m.exec(text)?.[1];

  it('probe one at a time, and show the same; when the one goes the other takes over, and nobody was blind', async () => {
    await expect
      .poll(async () => [owner(await metrics(live.address)), owner(await metrics(second.address))].toSorted(), {
        timeout: 30_000,
      })
      .toEqual(['0', '1']);
    const states = async (address: string) => {
      const { components } = (await (await fetch(`${address}/api/v1/status`)).json()) as { components: object[] };
      return components.map((component) => ({ ...component, evidence: undefined }));
    };
    expect(await states(second.address)).toEqual(await states(live.address));
    const isFirst = owner(await metrics(live.address)) === '1';
    const [idle, before] = [isFirst ? second : live, await states(second.address)];
    expect(await metrics(idle.address)).not.toContain('officine_mysecu_probes_total');

    await (isFirst ? live.stopMonitor() : second.stop());
    await expect.poll(async () => owner(await metrics(idle.address)), { timeout: 30_000 }).toBe('1');
    await expect.poll(() => metrics(idle.address), { timeout: 30_000 }).toContain('officine_mysecu_probes_total{step="get"');

    expect(await states(idle.address)).toEqual(before);
    if (isFirst) await live.startMonitor();
  });
});

describe.skipIf(BROKERS.length === 0)('the monitor, as it is by default', () => {
  let live: LiveMonitor;

  beforeAll(async () => {
    live = new LiveMonitor();
    await live.start();
  });

  afterAll(async () => {
    await live.stop();
  });

  it('sees an outage within 60 s, and its end within 60 s', { timeout: 130_000 }, async () => {
    await live.until('overall', 'up');
    const brokenAt = Date.now();
    await live.commit({ kind: 'refuse-connection', step: 'get' });

    const down = await live.until('service', 'down');

    const seenAfterMs = Date.now() - brokenAt;
    const mendedAt = Date.now();
    await live.commit();
    await live.until('service', 'up');
    const overAfterMs = Date.now() - mendedAt;
    process.stdout.write(
      `outage seen after ${seenAfterMs} ms (since ${down.sinceMs - brokenAt} ms), recovery after ${overAfterMs} ms\n`,
    );
    expect(seenAfterMs).toBeLessThanOrEqual(60_000);
    expect(overAfterMs).toBeLessThanOrEqual(60_000);
  });
});
