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
      const body =
        request.url === '/api/v1/status' ? STATUS : refused ? { reason: 'channel mail is not configured' } : { ok: true };
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

  it('tell why a channel does not work', async () => {
    expect(await run('channel', 'test', 'mail')).toBe(1);

    expect(out).toEqual(['officine: the monitor refused: channel mail is not configured']);
  });
});
