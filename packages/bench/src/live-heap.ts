import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MIB = 1_048_576;

/** The largest live heap, MiB over what was there before, while `work` gets through `count` records; looked at ten times. */
export async function liveHeap(
  count: number,
  work: (onProgress: (records: number) => void) => Promise<unknown>,
): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let nextLook = 0;
  await work((records) => {
    if (records >= nextLook) {
      nextLook = records + count / 10;
      collect();
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
  });
  return most / MIB;
}
