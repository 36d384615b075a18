import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceHandle } from '@officine/devstack';
import { PHARMACIES } from './pharmacies.ts';
import { cpuMs, usageDuring } from './process-usage.ts';
import { DEGRADED, type Outcome, type Vendor } from './vendor.ts';

export const SMALL = 100;
/** Small backlogs one after another, so that there is enough CPU to measure. */
const SMALL_ROUNDS = 30;
const WARM_UP_ROUNDS = 10;
/** The shortest time that a vendor may give, and what makes sure that it is over. */
const BUDGET_MS = 200;
const OVER_MS = 100;
const IDLE_MS = 5_000;
/** A sixth of this goes into each partition, and must fit into the 128 KiB of a batch there. */
const PER_SEND = 900;

/** CPU of one check of a backlog, above what the service uses when nobody asks and what waking up costs it. */
export interface BacklogFigures {
  readonly smallCpuMs: number;
  readonly largeCpuMs: number;
  /** How much dearer the dearer of the two is, as a share of the cheaper. */
  readonly spread: number;
  readonly idleCpuShare: number;
  /** CPU of a pause and a backlog of one: reconnecting timers, heartbeats and fetches, the same for every backlog. */
  readonly wakeUpCpuMs: number;
  readonly largeTookMs: number;
  readonly mostMiB: number;
}

/**
 * Compares checks of a small backlog with those of a large one. The service is paused while its backlog is written, and by the time
 * that it goes on every question is past its budget: each takes the same way, to a `degraded` result and a deferred record.
 * Thrown when one takes another way: Error.
 */
export async function backlogPhase(service: ServiceHandle, vendor: Vendor, large: number): Promise<BacklogFigures> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await drain(service, vendor, SMALL);
  const before = cpuMs(service.pid);
  await pause(IDLE_MS);
  const idleCpuShare = (cpuMs(service.pid) - before) / IDLE_MS;

  const wakeUps = await usageDuring(service.pid, async () => {
    for (let round = 0; round < SMALL_ROUNDS; round += 1) await drain(service, vendor, 1);
  });
  const smallDrain = await usageDuring(service.pid, async () => {
    for (let round = 0; round < SMALL_ROUNDS; round += 1) await drain(service, vendor, SMALL);
  });
  const largeDrain = await usageDuring(service.pid, () => drain(service, vendor, large));
  const busyMs = (usage: typeof smallDrain) => usage.cpuMs - usage.tookMs * idleCpuShare;
  const wakeUpCpuMs = busyMs(wakeUps) / SMALL_ROUNDS;
  const perCheck = (usage: typeof smallDrain, rounds: number, checks: number) =>
    (busyMs(usage) - rounds * wakeUpCpuMs) / (checks - rounds);
  const smallCpuMs = perCheck(smallDrain, SMALL_ROUNDS, SMALL * SMALL_ROUNDS);
  const largeCpuMs = perCheck(largeDrain, 1, large);
  return {
    smallCpuMs,
    largeCpuMs,
    spread: Math.max(smallCpuMs, largeCpuMs) / Math.min(smallCpuMs, largeCpuMs) - 1,
    idleCpuShare,
    wakeUpCpuMs,
    largeTookMs: largeDrain.tookMs,
    mostMiB: largeDrain.mostMiB,
  };
}

async function drain(service: ServiceHandle, vendor: Vendor, checks: number): Promise<void> {
  const requests = Array.from({ length: checks }, () => vendor.request(PHARMACIES, BUDGET_MS));
  await service.kill('SIGSTOP');
  let outcomes: readonly Promise<Outcome>[];
  try {
    ({ outcomes } = await vendor.send(requests, PER_SEND));
    await pause(BUDGET_MS + OVER_MS);
  } finally {
    await service.kill('SIGCONT');
  }
  const others = (await Promise.all(outcomes)).filter(({ type }) => type !== DEGRADED);
  if (others.length > 0) throw new Error(`${others.length} checks of a backlog took another way: ${others[0]?.type}`);
}
