import { setTimeout as after } from 'node:timers/promises';
import type { Disturbance } from '@officine/e2e';
import { pharmaciesOf } from './directory.ts';
import type { Fault } from './faults.ts';
import type { AskedRequest } from './ledger.ts';
import { SteadyAsking } from './steady-asking.ts';
import { note, type World } from './world.ts';

const CHECKS_PER_SECOND = 10;
/** Longer than the pause of a re-check and than one call of a blocked pharmacy a minute. */
const SETTLED_WITHIN_MS = 150_000;

/** One fault, with what was asked while it lasted. */
export interface Episode {
  readonly fault: Fault;
  readonly seed: number;
  readonly asked: readonly AskedRequest[];
  readonly from: number;
  readonly to: number;
  /** Ids that were not settled in time. */
  readonly unsettled: readonly string[];
  readonly settledAfterMs: number;
}

/** Commits each fault under load, mends it, and waits until everything that was asked is settled. */
export async function runEpisodes(world: World, faults: readonly Fault[], seed: number): Promise<readonly Episode[]> {
  const episodes: Episode[] = [];
  for (const fault of shuffled(faults, world)) {
    episodes.push(await runEpisode(world, fault, seed));
  }
  return episodes;
}

/** The stretches in which answers may be late. */
export function disturbancesOf(episodes: readonly Episode[]): Disturbance[] {
  return episodes.filter(({ fault }) => fault.disturbs === true).map(({ from, to }) => ({ from, to }));
}

async function runEpisode(world: World, fault: Fault, seed: number): Promise<Episode> {
  const { random, ledger, vendors } = world;
  const load = vendors.map(
    (vendor) =>
      new SteadyAsking(ledger, random, {
        vendor: vendor.id,
        pharmacies: pharmaciesOf(vendor),
        checksPerSecond: CHECKS_PER_SECOND / vendors.length,
        timeoutsMs: [800, 1_500, 3_000],
      }),
  );
  await after(random.between(500, 1_500));
  const from = Date.now();
  await fault.begin(world);
  await after(fault.lastsMs ?? random.between(3_000, 5_000));
  await fault.end(world);
  const to = Date.now();
  await after(1_000);
  const asked = (await Promise.all(load.map((asking) => asking.stop()))).flat();
  // The monitor's part, so that trials are short; that recovery is found without it has a trial of its own.
  await world.sayThatMysecuIsUp().catch(() => undefined);
  const again = setInterval(() => void world.sayThatMysecuIsUp().catch(() => undefined), 5_000);
  const unsettled = await ledger.untilSettled(
    asked.map(({ id }) => id),
    SETTLED_WITHIN_MS,
  );
  clearInterval(again);
  const settledAfterMs = Date.now() - to;
  const degraded = asked.filter(({ id }) => ledger.resultsOf(id).some(({ outcome }) => outcome === 'degraded'));
  note(
    `${fault.name}: ${asked.length} asked, ${degraded.length} degraded, ` +
      `${unsettled.length === 0 ? `all settled after ${(settledAfterMs / 1_000).toFixed(1)} s` : `${unsettled.length} NOT SETTLED`}`,
  );
  return { fault, seed, asked, from, to, unsettled, settledAfterMs };
}

function shuffled<T>(items: readonly T[], { random }: World): T[] {
  return items
    .map((item) => ({ item, at: random.between(0, 2 ** 30) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
