import { linesOf } from './trail-file.ts';

/**
 * Checkpoints in a file, in their order: one JWS a line, or one JSON document a line with the JWS in it, such as the value of a record
 * of `officine.audit.checkpoints.v1`. A line that was cut off while it was written, and then written again, counts once.
 */
export async function* checkpointLines(path: string): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const line of linesOf(path)) {
    if (last !== undefined && !line.startsWith(last)) {
      yield jwsIn(last);
    }
    last = line;
  }
  if (last !== undefined) {
    yield jwsIn(last);
  }
}

/** What is no JSON stays as it is: it will be found not to be signed. */
function jwsIn(line: string): string {
  const text = line.trim();
  if (!text.startsWith('{')) {
    return text;
  }
  try {
    const { jws, data } = JSON.parse(text) as { jws?: unknown; data?: { jws?: unknown } };
    return String(jws ?? data?.jws ?? text);
  } catch {
    return text;
  }
}
