import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';

const STATUS = {
  environment: 'certification',
  observedAt: '2026-11-24T04:00:00.000Z',
  components: [{ component: 'overall', state: 'down', since: '2026-11-24T03:00:00.000Z', cause: 'service' }],
};

const ANSWERS: Readonly<Record<string, object>> = {
  '/api/v1/status': STATUS,
  '/api/v1/channels': { channels: ['webhook', 'mail', 'help-desk'] },
  '/api/v1/incidents/i-1': {
    ...{ id: 'i-1', openedAt: '2026-11-24T03:00:00.000Z', closedAt: null, components: ['service'] },
    timeline: [
      { at: '2026-11-24T03:00:00.000Z', component: 'service', state: 'down', cause: 'timeout' },
      { at: '2026-11-24T03:05:00.000Z', note: 'CCSS knows' },
    ],
  },
};

describe('the commands about availability', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  const asked: string[] = [];
  let out: string[] = [];
  let server: Server;

  beforeAll(async () => {
    writeFileSync(join(folder, 'token'), 'secret\n');
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
      const refused = request.url?.includes('mail') === true;
      const body = refused ? { reason: 'channel mail is not configured' } : (ANSWERS[request.url ?? ''] ?? { ok: true });
      response.writeHead(refused ? 502 : 200).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    out = [];
    asked.length = 0;
  });

  const run = (...args: readonly string[]) =>
    runCli(args, {
      env: {
        OFFICINE_MONITOR_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        OFFICINE_MONITOR_TOKEN_FILE: join(folder, 'token'),
      },
      out: (line) => out.push(line),
      err: (line) => out.push(line),
      confirm: async () => false,
      input: async () => '',
    });

  it('say whether mySecu answers, to people and by the exit code to scripts', async () => {
    expect(await run('status')).toBe(3);

    expect(out.join('\n')).toContain('overall    down   2026-11-24T03:00:00.000Z  service');
  });

  it('add a note as an operator, with the token of a file', async () => {
    expect(await run('incident', 'note', 'i-1', 'CCSS knows')).toBe(0);

    expect(asked).toEqual(['POST /api/v1/incidents/i-1/notes Bearer secret']);
  });

  it('show the timeline of an incident, notes included', async () => {
    expect(await run('incident', 'show', 'i-1')).toBe(0);

    expect(out.join('\n')).toContain('service: from 2026-11-24T03:00:00.000Z on');
    expect(out.join('\n')).toMatch(/03:00:00\.000Z +service +down +timeout/);
    expect(out.join('\n')).toMatch(/03:05:00\.000Z +note +CCSS knows/);
  });

  it('test each channel that is configured, and the help desk by its name only', async () => {
    expect(await run('channel', 'test')).toBe(1);

    expect(out).toEqual(['webhook: the test was taken', 'mail: the monitor refused: channel mail is not configured']);
    expect(asked.filter((line) => line.includes('help-desk'))).toEqual([]);
    expect(await run('channel', 'test', 'help-desk')).toBe(0);
  });

  it('tell why a channel does not work', async () => {
    expect(await run('channel', 'test', 'mail')).toBe(1);

    expect(out).toEqual(['officine: the monitor refused: channel mail is not configured']);
  });
});
