import { startInfrastructure } from '@officine/devstack';
import { measureShares } from './audit-database.ts';
import { type AtSize, measureAtSize } from './audit-search.ts';
import { heapWhileVerifying, verifyPerSecond } from './audit-verify.ts';
import type { Bench } from './bench.ts';

const LEAST = { ingestShare: 0.85, verifyShare: 0.7, verifyPerSecond: 50_000 } as const;
/** MiB that the live heap may differ between 10 000 and 200 000 records. */
const FLAT_MIB = 16;
const AT_SIZE = '--at-size';

/** What proof costs: ingest and verification beside the bare driver. */
export const audit: Bench = {
  name: 'audit',
  what: 'ingest at 0.85 of bare insertMany, verify at 0.7 of a bare read and at 50 000 records/s by itself, memory flat; with --at-size: search among 200 000 records by one index',
  async run(args) {
    const perSecond = await verifyPerSecond();
    const heapAt10k = await heapWhileVerifying(10_000);
    const heapAt200k = await heapWhileVerifying(200_000);
    const infrastructure = await startInfrastructure();
    try {
      const shares = await measureShares(infrastructure.mongodbUri);
      // Filling a database with 200 000 records takes minutes: asked for by name.
      const atSize = args.includes(AT_SIZE) ? await measureAtSize(infrastructure.mongodbUri) : undefined;
      const ok =
        shares.ingestShare >= LEAST.ingestShare &&
        shares.verifyShare >= LEAST.verifyShare &&
        perSecond >= LEAST.verifyPerSecond &&
        heapAt200k - heapAt10k <= FLAT_MIB &&
        (atSize === undefined || isFit(atSize));
      return {
        ...shares,
        ingestShare: rounded(shares.ingestShare),
        ingestShareAtLeast: LEAST.ingestShare,
        verifyShare: rounded(shares.verifyShare),
        verifyShareAtLeast: LEAST.verifyShare,
        verifyPerSecond: Math.round(perSecond),
        verifyPerSecondAtLeast: LEAST.verifyPerSecond,
        heapMiBAt10000: rounded(heapAt10k),
        heapMiBAt200000: rounded(heapAt200k),
        heapMayGrowMiB: FLAT_MIB,
        ...(atSize && Object.fromEntries(Object.entries(atSize).map(([name, value]) => [name, rounded(value)]))),
        ok,
      };
    } finally {
      await infrastructure.stop();
    }
  },
};

/** One index leads to what is found and to nothing else, and memory does not grow with the trail. */
function isFit(atSize: AtSize): boolean {
  return (
    atSize.searchIndexScans === 1 &&
    atSize.searchCollectionScans === 0 &&
    atSize.searchKeysExamined === atSize.searchFound &&
    atSize.databaseHeapMiBAt200000 - atSize.databaseHeapMiBAt10000 <= FLAT_MIB
  );
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
