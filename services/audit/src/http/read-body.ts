import type { IncomingMessage } from 'node:http';

const MOST_BYTES = 64 * 1024;

/** Thrown when a body is too large or no JSON. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused';
}

/** Reads a JSON body of at most 64 KiB; undefined where there is none. Rejects with `BodyRefused`. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      throw new BodyRefused('too large');
    }
    chunks.push(chunk);
  }
  if (bytes === 0) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BodyRefused('not JSON');
  }
}
