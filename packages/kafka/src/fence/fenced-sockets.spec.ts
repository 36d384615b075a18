import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fence } from './fence.ts';
import { fencedSockets } from './fenced-sockets.ts';

const request = (number: number) => Buffer.from([0, 0, 0, 8, 0, number, 0, 7, 0, 0, 0, 1]);
const [PRODUCE, METADATA] = [request(0), request(3)];

describe('a socket behind a fence', () => {
  let server: Server;
  let received: Buffer;
  let arrived: () => void;
  beforeEach(async () => {
    received = Buffer.alloc(0);
    arrived = () => undefined;
    server = createServer((client) =>
      client.on('data', (bytes) => {
        received = Buffer.concat([received, bytes]);
        arrived();
      }),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => void server.close());

  async function aSocket(fence: Fence): Promise<Socket> {
    const { port } = server.address() as AddressInfo;
    // kafkajs passes undefined where TLS is not configured.
    const connected = Promise.withResolvers<void>();
    const ssl = undefined as unknown as Parameters<ReturnType<typeof fencedSockets>>[0]['ssl'];
    const socket = fencedSockets(fence)({ host: '127.0.0.1', port, ssl, onConnect: () => connected.resolve() });
    await connected.promise;
    return socket;
  }

  it('lets everything leave while the fence is open', async () => {
    const fence = new Fence();
    fence.beat();
    const socket = await aSocket(fence);
    const all = new Promise<void>((resolve) => {
      arrived = () => received.length === 24 && resolve();
    });

    socket.write(METADATA);
    socket.write(PRODUCE);
    await all;

    expect(received).toEqual(Buffer.concat([METADATA, PRODUCE]));
    socket.destroy();
  });

  it('ends rather than let a record leave once the fence is closed', async () => {
    const fence = new Fence();
    const socket = await aSocket(fence);
    const failed = once(socket, 'error');

    socket.write(METADATA);
    socket.write(PRODUCE);

    expect(await failed).toMatchObject([{ name: 'FenceClosed' }]);
    expect(socket.destroyed).toBe(true);
    expect(received.includes(PRODUCE)).toBe(false);
  });
});
