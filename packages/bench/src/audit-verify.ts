import { emptyHead, link, trailInMemory, verifyTrail } from '@officine/audit';
import { aContent, aGeneratedTrail, CHAIN } from './audit-fixture.ts';
import { liveHeap } from './live-heap.ts';

const ROUNDS = 5;
const RECORDS = 50_000;

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
export function heapWhileVerifying(count: number): Promise<number> {
  return liveHeap(count, (onProgress) => verifyTrail(aGeneratedTrail(count), { publicKeys: [], onProgress }));
}
