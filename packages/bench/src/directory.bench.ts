import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { applyDirectory, readDirectory } from '@officine/cli';
import { type Stack, startStack } from '@officine/devstack';
import type { Bench } from './bench.ts';
import { writeDirectoryOf } from './directory/directory-file.ts';
import { rssMiB } from './touch/process-usage.ts';

const PHARMACIES = 5_000;
const SERVICES = ['verification', 'auth-token'] as const;
/** Restarts measured of each service, with few and with many pharmacies. */
const STARTS = 3;
/** After a start, and after an apply, until what it left in memory is collected. */
const SETTLE_MS = 8_000;

/** What thousands of pharmacies cost: to apply, to hold, to start with. The baseline is the same installation with one pharmacy. */
export const directory: Bench = {
  name: 'directory',
  what: '5 000 pharmacies are applied in at most 30 s, cost a service at most 50 MiB, and it starts with them in at most 5 s',
  async run() {
    const stack = await startStack({ kafkaNodes: 1, directoryFile: writeDirectoryOf(1), services: SERVICES });
    try {
      const few = await startsOf(stack);
      const apply = await applyMany(stack);
      const many = await startsOf(stack);
      const costs = SERVICES.map((service) => many[service].rssMiB - few[service].rssMiB);
      const starts = SERVICES.map((service) => many[service].startMs / 1_000);
      return {
        pharmacies: PHARMACIES,
        applySeconds: rounded(apply.seconds),
        applySecondsAtMost: 30,
        applyAgainSeconds: rounded(apply.againSeconds),
        verificationMiB: rounded(costs[0] ?? Number.NaN),
        authTokenMiB: rounded(costs[1] ?? Number.NaN),
        serviceMiBAtMost: 50,
        verificationRssMiB: rounded(many.verification.rssMiB),
        authTokenRssMiB: rounded(many['auth-token'].rssMiB),
        verificationStartSeconds: rounded(starts[0] ?? Number.NaN),
        authTokenStartSeconds: rounded(starts[1] ?? Number.NaN),
        startSecondsAtMost: 5,
        verificationReadySeconds: rounded(many.verification.readyMs / 1_000),
        authTokenReadySeconds: rounded(many['auth-token'].readyMs / 1_000),
        verificationStartSecondsWithOne: rounded(few.verification.startMs / 1_000),
        authTokenStartSecondsWithOne: rounded(few['auth-token'].startMs / 1_000),
        load: rounded(loadavg()[0] ?? Number.NaN),
        ok: apply.seconds <= 30 && costs.every((mib) => mib <= 50) && starts.every((seconds) => seconds <= 5),
      };
    } finally {
      await stack.stop();
    }
  },
};

interface Start {
  /** From its birth until everything that it reads has been read: directory, acceptances, tokens. */
  readonly startMs: number;
  /** Until /readyz says yes: verification waits one session time-out more for its share of the permits, whoever is in the directory. */
  readonly readyMs: number;
  readonly rssMiB: number;
}

/** The median of several starts, one service after the other: two starting at once would be each other's load. */
async function startsOf(stack: Stack): Promise<Record<(typeof SERVICES)[number], Start>> {
  const found = await SERVICES.reduce(async (before, service) => {
    const all = await before;
    const starts: Start[] = [];
    for (let count = 0; count < STARTS; count += 1) {
      await stack.service(service).stop();
      const begunAtMs = Date.now();
      await stack.service(service).restart();
      const startMs = startedAtMs(stack.service(service).logFile) - begunAtMs;
      const readyMs = Date.now() - begunAtMs;
      await pause(SETTLE_MS);
      starts.push({ startMs, readyMs, rssMiB: rssMiB(stack.service(service).pid) });
    }
    return { ...all, [service]: medians(starts) };
  }, Promise.resolve<Partial<Record<(typeof SERVICES)[number], Start>>>({}));
  const { verification, 'auth-token': authToken } = found;
  if (verification === undefined || authToken === undefined) {
    throw new Error('a service was not measured');
  }
  return { verification, 'auth-token': authToken };
}

async function applyMany(stack: Stack): Promise<{ seconds: number; againSeconds: number }> {
  const file = writeDirectoryOf(PHARMACIES);
  const kafka = { clientId: 'bench', brokers: stack.kafkaBrokers.split(',') };
  const timed = async () => {
    const begun = performance.now();
    // Reading and validating the file is part of it, as the operator waits for it too.
    await applyDirectory({ kafka, directory: await readDirectory(file), actor: 'bench' });
    return (performance.now() - begun) / 1_000;
  };
  const seconds = await timed();
  return { seconds, againSeconds: await timed() };
}

/** When a service last told that it has started, epoch milliseconds. */
function startedAtMs(logFile: string): number {
  const lines = readFileSync(logFile, 'utf8').split('\n');
  const line = lines.findLast((each) => each.includes('"message":"started"'));
  return Date.parse((JSON.parse(line ?? '{}') as { time?: string }).time ?? '');
}

function medians(starts: readonly Start[]): Start {
  return { startMs: medianOf(starts, 'startMs'), readyMs: medianOf(starts, 'readyMs'), rssMiB: medianOf(starts, 'rssMiB') };
}

function medianOf(starts: readonly Start[], name: keyof Start): number {
  return starts.map((start) => start[name]).toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
