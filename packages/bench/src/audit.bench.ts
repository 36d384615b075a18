import { startInfrastructure } from '@officine/devstack';
import { measureShares } from './audit-database.ts';
import { heapWhileVerifying, verifyPerSecond } from './audit-verify.ts';
import type { Bench } from './bench.ts';

const LEAST = { ingestShare: 0.85, verifyShare: 0.7, verifyPerSecond: 50_000 } as const;
/** MiB that the live heap may differ between 10 000 and 200 000 records. */
const FLAT_MIB = 16;

/** What proof costs: ingest and verification beside the bare driver. */
export const audit: Bench = {
  name: 'audit',
  what: 'ingest at 0.85 of bare insertMany, verify at 0.7 of a bare read and at 50 000 records/s by itself, memory flat',
  async run() {
    const perSecond = await verifyPerSecond();
    const heapAt10k = await heapWhileVerifying(10_000);
    const heapAt200k = await heapWhileVerifying(200_000);
    const infrastructure = await startInfrastructure();
    try {
      const shares = await measureShares(infrastructure.mongodbUri);
      const ok =
        shares.ingestShare >= LEAST.ingestShare &&
        shares.verifyShare >= LEAST.verifyShare &&
        perSecond >= LEAST.verifyPerSecond &&
        heapAt200k - heapAt10k <= FLAT_MIB;
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
        ok,
      };
    } finally {
      await infrastructure.stop();
    }
  },
};

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
