import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from '@officine/mysecu-simulator';
import type { MysecuPlatform } from '@officine/service-kit';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { anyReachable, dnsProbe, tcpProbe, tlsProbe } from './connection-probes.ts';
import { httpProbe } from './http-probe.ts';
import { probeSet } from './probe-set.ts';

type Certificate = Awaited<ReturnType<typeof makeCertificate>>;

describe('a probe', () => {
  let authority: Certificate;
  let good: Certificate;
  let open: Server[] = [];

  beforeAll(async () => {
    authority = await makeCertificate({ subject: { CN: 'Platform CA' }, authority: true });
    good = await makeCertificate({ subject: { CN: 'ws' }, issuer: authority, hosts: ['127.0.0.1', 'localhost'] });
  });

  afterEach(() => {
    for (const server of open) {
      server.close();
      if ('closeAllConnections' in server) (server as unknown as HttpServer).closeAllConnections();
    }
    open = [];
  });

  async function listening(server: Server): Promise<number> {
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function closedPort(): Promise<number> {
    const port = await listening(createTcpServer());
    await new Promise((resolve) => open.pop()?.close(resolve));
    return port;
  }

  const soon = () => AbortSignal.timeout(3_000);
  const tlsServer = ({ key, cert }: Certificate, more: object = {}) =>
    createTlsServer({ key, cert, ...more }, (socket) => socket.on('error', () => undefined)).on(
      'tlsClientError',
      () => undefined,
    );
  const handshake = async (port: number, days: number[] = []) =>
    await tlsProbe({ host: '127.0.0.1', port }, authority.cert, (_, left) => days.push(left)).look(soon());

  describe('of the name', () => {
    it('is answered for a name that there is', async () => {
      expect(await dnsProbe({ host: 'localhost', port: 1 }).look(soon())).toMatchObject({ check: 'dns', finding: 'ok' });
    });

    it('fails for one that there is not; behind a proxy it is the proxy’s name, and ours', async () => {
      const nowhere = { host: 'ws.mysecu.invalid', port: 1 };
      const { finding, reason } = await dnsProbe(nowhere).look(soon());
      // Whoever has no resolver at all cannot tell the one from the other, and must not say that it fails.
      expect([`${finding} ${reason}`]).toContainEqual(expect.stringMatching(/^(failed name-not-found|blind own-network)$/));

      const proxied = { host: 'localhost', port: 1, proxyUrl: new URL('http://proxy.invalid:3128') };
      expect(await dnsProbe(proxied).look(soon())).toMatchObject({ finding: 'blind' });
    });
  });

  describe('of the connection', () => {
    it('is answered by a port that listens, and refused by one that does not', async () => {
      const port = await listening(createTcpServer());

      expect(await tcpProbe({ host: '127.0.0.1', port }).look(soon())).toMatchObject({ finding: 'ok' });
      expect(await tcpProbe({ host: '127.0.0.1', port: await closedPort() }).look(soon())).toMatchObject({
        finding: 'failed',
        reason: 'connection-refused',
      });
    });

    it('through a proxy blames the proxy for what is the proxy’s, and the platform for what the proxy says of it', async () => {
      const answers = [502, 407];
      const proxy = createHttpServer().on('connect', (_, socket) => {
        socket.end(`HTTP/1.1 ${answers.shift() ?? 500} No\r\n\r\n`);
      });
      const proxyUrl = new URL(`http://127.0.0.1:${await listening(proxy)}`);
      const look = async (through: URL) => await tcpProbe({ host: '127.0.0.1', port: 1, proxyUrl: through }).look(soon());

      expect(await look(proxyUrl)).toMatchObject({ finding: 'failed', reason: 'unreachable-through-proxy' });
      expect(await look(proxyUrl)).toMatchObject({ finding: 'blind', reason: 'proxy' });
      expect(await look(new URL(`http://127.0.0.1:${await closedPort()}`))).toMatchObject({ finding: 'blind', reason: 'proxy' });
    });
  });

  describe('of the certificate', () => {
    it('is answered by the right one, and tells how many days it is still good for', async () => {
      const ending = await makeCertificate({ subject: { CN: 'ws' }, issuer: authority, hosts: ['127.0.0.1'], days: 20.5 });
      const days: number[] = [];

      expect(await handshake(await listening(tlsServer(ending)), days)).toMatchObject({ finding: 'ok' });
      expect(days).toEqual([20]);
    });

    it('fails for another host, another authority, and one that is out of date, each by its name', async () => {
      const stranger = await makeCertificate({ subject: { CN: 'Stranger' }, authority: true });
      const [otherHost, otherAuthority, expired] = await Promise.all([
        makeCertificate({ subject: { CN: 'other' }, issuer: authority, hosts: ['other.example'] }),
        makeCertificate({ subject: { CN: 'ws' }, issuer: stranger, hosts: ['127.0.0.1'] }),
        makeCertificate({ subject: { CN: 'ws' }, issuer: authority, hosts: ['127.0.0.1'], days: -0.5 }),
      ]);

      const found = [];
      for (const certificate of [otherHost, otherAuthority, expired])
        found.push(await handshake(await listening(tlsServer(certificate))));

      expect(found.map(({ finding, reason }) => `${finding} ${reason}`)).toEqual([
        'failed tls-wrong-host',
        'failed tls-untrusted-authority',
        'failed tls-expired',
      ]);
    });

    it('tells of eSanté’s certificate as well, whose trouble is no finding of the platform’s', async () => {
      const url = async (host: string) => new URL(`https://${host}:${await listening(tlsServer(good))}/`);
      const urls = { serviceUrl: await url('127.0.0.1'), tokenUrl: await url('127.0.0.1'), idpUrl: await url('localhost') };
      const told = Promise.withResolvers<void>();
      const servers: string[] = [];
      const probes = probeSet({
        platform: urls as unknown as MysecuPlatform,
        ...{ tlsCa: authority.cert, idpTlsCa: authority.cert, proxyUrl: undefined, signed: undefined },
        credential: async () => undefined,
        onCertificate: (server) => {
          servers.push(server);
          if (servers.length === 2) told.resolve();
        },
      });

      expect(await probes('tls')?.look(soon())).toMatchObject({ finding: 'ok' });
      await told.promise;

      expect(servers).toEqual(['127.0.0.1', 'localhost']);
    });

    it('fails below TLS 1.2, and when nobody answers in time', async () => {
      const old = tlsServer(good, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
      const silent = createTcpServer((socket) => socket.on('error', () => undefined));

      expect(await handshake(await listening(old))).toMatchObject({ finding: 'failed', reason: 'tls' });
      const port = await listening(silent);
      const look = tlsProbe({ host: '127.0.0.1', port }, authority.cert, () => undefined).look(AbortSignal.timeout(100));
      expect(await look).toMatchObject({ finding: 'failed', reason: 'timeout' });
    });
  });

  describe('of a page', () => {
    const page = async (server: Server) =>
      await httpProbe({
        check: 'wsdl',
        url: new URL(`https://127.0.0.1:${await listening(server)}/service?wsdl`),
        ca: authority.cert,
        credential: async () => undefined,
        accepts: (status, body) => status === 200 && body.includes('definitions'),
      }).look(soon());
    const saying = (status: number, body: string) =>
      createHttpsServer({ key: good.key, cert: good.cert }, (_, response) => response.writeHead(status).end(body));

    it('is answered by what it asked for, and by nothing else', async () => {
      expect(await page(saying(200, '<wsdl:definitions/>'))).toMatchObject({ finding: 'ok' });
      expect(await page(saying(503, ''))).toMatchObject({ finding: 'failed', reason: 'http-5xx' });
      expect(await page(saying(200, '<html>Maintenance</html>'))).toMatchObject({
        finding: 'failed',
        reason: 'unexpected-answer',
      });
      expect(await page(saying(200, 'x'.repeat(300_000)))).toMatchObject({ finding: 'failed', reason: 'oversized' });
    });

    it('fails by a connection that is cut, and knows nothing when it is refused for want of a certificate', async () => {
      const cut = createHttpsServer({ key: good.key, cert: good.cert }, (request) => request.socket.destroy());
      const demanding = createHttpsServer(
        { key: good.key, cert: good.cert, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
        (_, response) => response.end(),
      );

      expect(await page(cut)).toMatchObject({ finding: 'failed', reason: 'connection-reset' });
      expect(await page(demanding)).toMatchObject({ finding: 'inconclusive', reason: 'client-certificate-refused' });
    });
  });

  it('knows whether any host of ours can be reached', async () => {
    const port = await listening(createTcpServer((socket) => socket.destroy()));

    expect(await anyReachable([`127.0.0.1:${await closedPort()}`, `127.0.0.1:${port}`], soon())).toBe(true);
    expect(await anyReachable([`127.0.0.1:${await closedPort()}`], soon())).toBe(false);
  });

  it('leaves no connection behind, however it ended', async () => {
    const sockets = new Set<unknown>();
    const server = tlsServer(good).on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    const port = await listening(server);

    await handshake(port);
    await tcpProbe({ host: '127.0.0.1', port }).look(soon());
    await tlsProbe({ host: '127.0.0.1', port }, '', () => undefined).look(soon());

    // Whoever connects after them is told of after them.
    await new Promise<void>((resolve) => {
      const last = connect(port, '127.0.0.1', () => last.end());
      last.on('close', () => resolve());
      last.resume();
    });
    await expect.poll(() => sockets.size).toBe(0);
  });
});
