import { connect, createServer, type Socket } from 'node:net';

/** A way to MongoDB that breaks whenever something is about to be inserted into `collection`, until it is mended. */
export async function aCable(collection: string) {
  const target = new URL(process.env['MONGODB_URI'] ?? '');
  const sockets = new Set<Socket>();
  let isMended = false;
  let breaks = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (!isMended && bytes.includes('insert') && bytes.includes(collection)) {
        breaks += 1;
        client.destroy();
      } else {
        upstream.write(bytes);
      }
    });
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const uri = new URL(target);
  uri.hostname = '127.0.0.1';
  uri.port = String((server.address() as { port: number }).port);
  uri.searchParams.set('directConnection', 'true');
  return {
    uri: uri.href,
    /** How often it broke. */
    breaks: () => breaks,
    mend: () => {
      isMended = true;
    },
    close: async (): Promise<void> => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
