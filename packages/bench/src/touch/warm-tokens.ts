import { PHARMACIES } from './pharmacies.ts';
import { ANSWERED, type Vendor } from './vendor.ts';

const BUDGET_MS = 30_000;
const TRIES = 4;

/** Asks once for each pharmacy, again where that was not answered yet. Thrown when a pharmacy stays without an answer: Error. */
export async function warmTokens(vendor: Vendor): Promise<void> {
  let left: readonly string[] = PHARMACIES;
  for (let attempt = 0; attempt < TRIES && left.length > 0; attempt += 1) {
    const asked = left.map(async (pharmacy) => {
      const { type } = await vendor.ask(vendor.request([pharmacy], BUDGET_MS));
      return type === ANSWERED ? [] : [pharmacy];
    });
    left = (await Promise.all(asked)).flat();
  }
  if (left.length > 0) throw new Error(`no answer for ${left.join(', ')}`);
}
