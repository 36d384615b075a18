import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { emptyHead, link, trailInMemory, verifyTrail } from '@officine/audit';
import { aContent, aGeneratedTrail, CHAIN } from './audit-fixture.ts';

const ROUNDS = 5;
const RECORDS = 50_000;
const MIB = 1_048_576;

/** Records a second that verification manages when nothing has to be read: its own work. */
export async function verifyPerSecond(): Promise<number> {
  const contents = Array.from({ length: RECORDS }, (_, offset) => aContent(offset));
  const entries = link(emptyHead(CHAIN), contents);
  const trail = trailInMemory({ entries, contents, checkpoints: [], purges: [] });
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const { records, findings } = await verifyTrail(trail, { publicKeys: [] });
    if (records !== RECORDS || findings.length > 0) {
      throw new Error('a sound trail did not verify');
    }
    rates.push(RECORDS / ((performance.now() - began) / 1_000));
  }
  return rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

/** The largest live heap, MiB over what was there before, while `count` records are verified. */
export async function heapWhileVerifying(count: number): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  let nextLook = 0;
  await verifyTrail(aGeneratedTrail(count), {
    publicKeys: [],
    onProgress: (records) => {
      if (records >= nextLook) {
        nextLook = records + count / 10;
        collect();
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }
    },
  });
  return most / MIB;
}
