import { afterEach, describe, expect, it } from 'vitest';
import { aLogger } from '../logging/logger-fake.ts';
import { Health } from './health.ts';
import { HealthServer } from './health-server.ts';

const servers: HealthServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function served(health: Health): Promise<(path: string, method?: string) => Promise<Response>> {
  const server = new HealthServer(health, aLogger().logger, 0);
  servers.push(server);
  await server.start();
  return (path, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
}

describe('the health server', () => {
  it('is alive whatever its dependencies are', async () => {
    const get = await served(new Health().check('kafka', () => 'away'));

    expect((await get('/livez')).status).toBe(200);
  });

  it('names what it is not ready for, and why', async () => {
    let kafka: string | null = 'no broker answers';
    const get = await served(new Health().check('kafka', () => kafka).check('control', () => null));

    const away = await get('/readyz');
    expect(away.status).toBe(503);
    expect(await away.json()).toEqual({
      ready: false,
      checks: [
        { name: 'kafka', ready: false, reason: 'no broker answers' },
        { name: 'control', ready: true },
      ],
      notes: [],
    });

    kafka = null;
    expect((await get('/readyz?verbose')).status).toBe(200);
  });

  it('tells what should be mended although it does its work', async () => {
    const get = await served(new Health().note('vendors', () => 'a topic is missing').note('models', () => null));

    const answer = await get('/readyz');

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ ready: true, notes: [{ name: 'vendors', note: 'a topic is missing' }] });
  });

  it('is not ready while a check cannot even be made', async () => {
    const get = await served(
      new Health().check('kafka', () => {
        throw new TypeError('of no interest');
      }),
    );

    expect(await (await get('/readyz')).json()).toMatchObject({ checks: [{ reason: 'the check itself failed: TypeError' }] });
  });

  it('serves metrics, and nothing else', async () => {
    const get = await served(new Health());

    expect((await get('/metrics')).status).toBe(200);
    expect((await get('/')).status).toBe(404);
    expect((await get('/livez', 'POST')).status).toBe(405);
  });

  it('says so when its port is taken', async () => {
    const first = new HealthServer(new Health(), aLogger().logger, 0);
    servers.push(first);
    await first.start();

    await expect(new HealthServer(new Health(), aLogger().logger, first.port).start()).rejects.toThrow('EADDRINUSE');
  });
});
