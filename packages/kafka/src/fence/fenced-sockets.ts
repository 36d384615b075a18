import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';
import { type Fence, FenceClosed } from './fence.ts';

const KEEP_ALIVE_MS = 60_000;
/** In the protocol: four bytes of length, then the number of the request. */
const NUMBER_AT = 4;
const PRODUCE = 0;

/**
 * kafkajs' sockets, except that no record leaves while the fence is closed. Between a look at the fence and the moment when a record
 * reaches its socket, kafkajs may renew metadata, wait for its own retry or be suspended with the whole process: a replica that
 * wakes up in there would speak beside its successor. Here is the last place where it can be stopped.
 */
export function fencedSockets(fence: Fence): ISocketFactory {
  return ({ host, port, ssl, onConnect }) => {
    // As kafkajs connects (`network/socketFactory.js`): certificates are verified for the name.
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
      : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    return guarded(socket, fence);
  };
}

function guarded<S extends Socket>(socket: S, fence: Fence): S {
  const write: S['write'] = socket.write.bind(socket);
  socket.write = (data: Uint8Array | string, ...rest: never[]) => {
    if (fence.closed() && isProduce(data)) {
      socket.destroy(new FenceClosed());
      return false;
    }
    return write(data, ...rest);
  };
  return socket;
}

function isProduce(data: Uint8Array | string): boolean {
  return (
    typeof data !== 'string' &&
    data.length > NUMBER_AT + 1 &&
    Buffer.from(data.buffer, data.byteOffset).readInt16BE(NUMBER_AT) === PRODUCE
  );
}
