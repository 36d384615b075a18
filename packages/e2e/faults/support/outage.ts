import { pharmaciesOf } from './directory.ts';
import type { AskedRequest } from './ledger.ts';
import { anyQuestion } from './questions.ts';
import type { World } from './world.ts';

/** Asks so many checks, spread over a vendor's pharmacies, and resolves when each has its first result. */
export async function askMany(
  world: World,
  count: number,
  options: { readonly vendor?: string; readonly timeoutMs?: number } = {},
) {
  const vendor = world.vendors.find(({ id }) => id === (options.vendor ?? id));
  if (vendor === undefined) {
    throw new RangeError(`no vendor ${options.vendor}`);
  }
  const pharmacies = pharmaciesOf(vendor);
  const asked: AskedRequest[] = [];
  for (let next = 0; next < count; next += 50) {
    const batch = Array.from({ length: Math.min(50, count - next) }, (_, index) =>
      world.ledger.ask({
        vendor: vendor.id,
        pharmacy: pharmacies[(next + index) % pharmacies.length] ?? '',
        timeoutMs: options.timeoutMs ?? 3_000,
        question: anyQuestion(world.random),
      }),
    );
    asked.push(...(await Promise.all(batch)));
  }
  await world.ledger.until(() => asked.every(({ id }) => world.ledger.resultsOf(id).length > 0), 60_000);
  return asked;
}

/** How long after `sinceMs` the first of these was settled; infinite where none was. */
export function firstSettledAfterMs({ ledger }: World, asked: readonly AskedRequest[], sinceMs: number): number {
  const times = asked.flatMap(({ id }) =>
    ledger
      .resultsOf(id)
      .filter(({ outcome }) => outcome !== 'degraded')
      .map(({ heardAtMs }) => heardAtMs),
  );
  return Math.min(...times) - sinceMs;
}

/** How many were degraded first. */
export function degradedOf({ ledger }: World, asked: readonly AskedRequest[]): readonly AskedRequest[] {
  return asked.filter(({ id }) => ledger.resultsOf(id)[0]?.outcome === 'degraded');
}
