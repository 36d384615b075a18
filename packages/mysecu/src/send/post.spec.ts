import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { KeyPair } from '@officine/mysecu-simulator';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Authority, anAuthority, startServer } from '../../test/support/tls-server.ts';
import type { Credential } from '../credentials/credential.ts';
import { createCredential } from '../credentials/open-pkcs12.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type PostLimits, post, type Reply } from './post.ts';

const LIMITS: PostLimits = { connectTimeoutMs: 2_000, readTimeoutMs: 2_000, maxBytes: 10_000 };
let authority: Authority;
let stranger: Authority;
let good: KeyPair;
let credential: Credential;
let pool: ConnectionPool;
const closing: (() => void)[] = [];

beforeAll(async () => {
  [authority, stranger] = await Promise.all([anAuthority(), anAuthority()]);
  good = await authority.issue({ subject: { CN: 'server' }, hosts: ['127.0.0.1', 'localhost'] });
  credential = credentialOf(await authority.issue({ subject: { CN: 'pharmacy' } }));
});

beforeEach(() => {
  pool = poolWith();
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

describe('posting a message', () => {
  it('brings back status, type and the very bytes', async () => {
    const url = await serving((_, response) =>
      response.writeHead(500, { 'content-type': 'text/xml' }).end(Buffer.from([0xff, 0x00, 0x41])),
    );

    expect(await posting(url)).toEqual({ status: 500, contentType: 'text/xml', bytes: Buffer.from([0xff, 0x00, 0x41]) });
  });

  it('sends SOAP 1.1 headers and uses one connection for one pharmacy', async () => {
    const seen: unknown[] = [];
    const url = await serving((request, response) => {
      seen.push([request.headers['soapaction'], request.headers['content-type'], request.socket.remotePort]);
      request.resume().on('end', () => response.end('<ok/>'));
    });

    await posting(url);
    // The connection is free one turn after the answer's last byte.
    await new Promise(setImmediate);
    await posting(url);

    expect(seen).toEqual([seen[0], seen[0]]);
    expect(seen[0]).toMatchObject(['"exchange"', 'text/xml;charset=UTF-8', expect.any(Number)]);
  });

  it.each([
    ['a server with the name of another host', { hosts: ['192.0.2.1'] }, 'tls-wrong-host'],
    ['a server whose certificate has expired', { hosts: ['127.0.0.1'], days: -0.5 }, 'tls-expired'],
  ])('to %s fails', async (_, request, kind) => {
    const url = await serving((__, response) => response.end(), await authority.issue({ subject: { CN: 'server' }, ...request }));

    await expect(posting(url)).rejects.toMatchObject({ kind });
  });

  it('to a server of another authority fails, whatever the system trusts (R17)', async () => {
    const url = await serving(
      (_, response) => response.end(),
      await stranger.issue({ subject: { CN: 'server' }, hosts: ['127.0.0.1'] }),
    );

    await expect(posting(url)).rejects.toMatchObject({ kind: 'tls-untrusted-authority' });
  });

  it('with a certificate that the server does not accept fails as our own fault', async () => {
    const url = await serving((_, response) => response.end());
    const other = credentialOf(await stranger.issue({ subject: { CN: 'stranger' } }));

    const sending = post({ url, soapAction: '', envelope: '<x/>', connection: pool.for(other) }, LIMITS);

    await expect(sending).rejects.toMatchObject({ kind: expect.stringMatching(/^tls-client-refused$|^connection-reset$/) });
  });

  it('to a name that nobody knows, or a port that nobody holds, says which', async () => {
    await expect(posting('https://no-such-host.invalid/')).rejects.toMatchObject({ kind: 'dns' });
    await expect(posting('https://127.0.0.1:1/')).rejects.toMatchObject({ kind: 'connection-refused' });
  });

  it('tells a server that never shakes hands from one that never answers', async () => {
    const silent = await listening((socket) => void socket.resume());
    const mute = await serving(() => undefined);

    await expect(posting(silent, { connectTimeoutMs: 100 })).rejects.toMatchObject({ kind: 'connect-timeout' });
    await expect(posting(mute, { readTimeoutMs: 100 })).rejects.toMatchObject({ kind: 'read-timeout' });
  });

  it('ends at the deadline or when its caller gives up, whatever it is doing', async () => {
    const mute = await serving(() => undefined);

    await expect(posting(mute, { deadlineMs: 100 })).rejects.toMatchObject({ kind: 'deadline' });
    await expect(posting(mute, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ kind: 'aborted' });
    await expect(posting(mute, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('stops reading at the cap, and does not take half an answer for one', async () => {
    const endless = await serving((_, response) => {
      const more = (): void => void (response.write(Buffer.alloc(1_000)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    const half = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('<half', () => response.destroy());
    });

    await expect(posting(endless)).rejects.toMatchObject({ kind: 'oversized' });
    await expect(posting(half)).rejects.toMatchObject({ kind: 'truncated' });
  });

  it('says that a connection was reset', async () => {
    const url = await serving((request) => request.socket.destroy());

    await expect(posting(url)).rejects.toMatchObject({ kind: 'connection-reset' });
  });

  it('is asked once more on a new connection when a kept one was closed meanwhile', async () => {
    const ports: (number | undefined)[] = [];
    const url = await serving(({ socket }, response) => {
      const isKept = ports.includes(socket.remotePort);
      ports.push(socket.remotePort);
      if (isKept) socket.destroy();
      else response.end('<ok/>');
    });
    await posting(url);
    await new Promise(setImmediate);

    const { status } = await posting(url);

    expect(status).toBe(200);
    expect(ports).toEqual([ports[0], ports[0], expect.any(Number)]);
  });
});

describe('posting through a proxy', () => {
  it('reaches the server by CONNECT, with TLS from end to end', async () => {
    const url = (await serving((_, response) => response.end('<ok/>'))).replace('127.0.0.1', 'localhost');
    const proxy = await connectProxy();
    pool = poolWith(proxy.url);

    expect((await posting(url)).bytes.toString()).toBe('<ok/>');
    expect(proxy.targets).toEqual([new URL(url).host]);
  });

  it('never takes the proxy’s own answer for the platform’s', async () => {
    const refusing = await listening(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\n<no>')),
    );
    pool = poolWith(refusing.replace('https', 'http'));

    await expect(posting('https://127.0.0.1:1/')).rejects.toMatchObject({ kind: 'proxy' });
  });
});

describe('the pool of connections', () => {
  it('keeps no more pharmacies than its bound, the latest used first', async () => {
    const others = await Promise.all([1, 2].map(() => authority.issue({ subject: { CN: 'other' } })));
    const [first, second] = others.map(credentialOf) as [Credential, Credential];
    const bounded = new ConnectionPool({ ca: authority.pair.cert, maxCredentials: 2, maxSockets: 4 });

    const connection = bounded.for(credential);
    bounded.for(first);
    bounded.for(credential);
    bounded.for(second);

    expect(bounded.for(credential)).toBe(connection);
    expect(bounded.for(first)).not.toBe(connection);
    bounded.close();
  });
});

function posting(url: string, limits: Partial<PostLimits> = {}): Promise<Reply> {
  const outgoing = { url, soapAction: 'exchange', envelope: '<x/>', connection: pool.for(credential) };
  return post(outgoing, { ...LIMITS, ...limits });
}

async function serving(handle: RequestListener, tls: KeyPair = good): Promise<string> {
  const { url, server } = await startServer(tls, authority.pair.cert, handle);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

async function listening(onSocket: Parameters<typeof createServer>[1] & {}): Promise<string> {
  const server: Server = createServer(onSocket as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A proxy that tunnels, and remembers where to. */
async function connectProxy(): Promise<{ url: string; targets: string[] }> {
  const { connect } = await import('node:net');
  const targets: string[] = [];
  const url = await listening(((socket: import('node:net').Socket) => {
    socket.once('data', (head) => {
      const target = /^CONNECT (\S+)/.exec(head.toString())?.[1] ?? '';
      targets.push(target);
      const [host = '', port = ''] = target.split(':');
      const upstream = connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connected\r\n\r\n'));
      socket.pipe(upstream).pipe(socket);
      upstream.on('error', () => socket.destroy());
    });
    socket.on('error', () => undefined);
  }) as never);
  return { url: url.replace('https', 'http'), targets };
}

function poolWith(proxyUrl?: string): ConnectionPool {
  const created = new ConnectionPool({ ca: authority.pair.cert, proxyUrl, maxCredentials: 8, maxSockets: 4 });
  closing.push(() => created.close());
  return created;
}

function credentialOf(pair: KeyPair): Credential {
  return createCredential(new X509Certificate(pair.cert), createPrivateKey(pair.key));
}
