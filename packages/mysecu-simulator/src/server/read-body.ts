import type { IncomingMessage } from 'node:http';

/** Requests are a few kilobytes; nothing genuine comes near this. */
export const MAX_REQUEST_BYTES = 1024 * 1024;

/** The body of a request, or undefined when it is longer than `limit`. Thrown when the client goes away: Node's own error. */
export async function readBody(request: IncomingMessage, limit = MAX_REQUEST_BYTES): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
