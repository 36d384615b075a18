import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when a GET of `url` answers 200. Thrown after `timeoutMs`: an Error with the last answer, or why there was none. */
export async function untilAnswers(
  url: string,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const until = performance.now() + options.timeoutMs;
  for (;;) {
    const obstacle = await obstacleAt(url);
    if (obstacle === undefined) {
      return;
    }
    if (performance.now() > until || options.signal.aborted) {
      throw new Error(`${url} does not answer 200: ${obstacle}`);
    }
    await delay(50);
  }
}

async function obstacleAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = await response.text();
    return response.status === 200 ? undefined : `${response.status} ${body.slice(0, 1_000)}`;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  }
}
