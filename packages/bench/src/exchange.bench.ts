import { createPrivateKey, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Bench } from './bench.ts';
import { loadExchangeFixture } from './exchange-fixture.ts';
import { prepareNaive } from './exchange-naive.ts';
import { prepareOurs } from './exchange-ours.ts';

const ROUNDS = 11;
const PER_ROUND = 128;
/** A service runs for weeks: each contender runs this long before anything counts. */
const WARM_UP_MS = 6_000;
/** Exchanges in flight at once, as a busy service has them. */
const IN_FLIGHT = 32;
const signAsync = promisify<string, Uint8Array, ReturnType<typeof createPrivateKey>, Buffer>(sign);

type Contender = () => Promise<unknown>;

/** CPU of one exchange, ours against the usual libraries and against the one RSA signature that nobody can do without. */
export const exchange: Bench = {
  name: 'exchange',
  what: 'build, sign, verify and read one get exchange: at least 8 times less CPU than soap + xml-crypto, at most 4 bare RSA-2048 signatures',
  async run() {
    const fixture = await loadExchangeFixture();
    const key = createPrivateKey(fixture.pharmacy.key);
    const message = Buffer.alloc(900, 'x');
    const contenders: readonly Contender[] = [
      await prepareOurs(fixture),
      await prepareNaive(fixture),
      () => signAsync('sha256', message, key),
    ];
    for (const contender of contenders) await warmUp(contender);
    const rounds: number[][] = [];
    // Interleaved, so that a busy neighbour disturbs all three alike; the median of the rounds' ratios, so that one bad round counts for nothing.
    for (let round = 0; round < ROUNDS; round += 1) {
      const micros: number[] = [];
      for (const contender of contenders) micros.push(await cpuMicros(contender));
      rounds.push(micros);
    }
    const column = (index: number): number => median(rounds.map((micros) => micros[index] ?? Number.NaN));
    const ratio = (a: number, b: number): number =>
      median(rounds.map((micros) => (micros[a] ?? Number.NaN) / (micros[b] ?? Number.NaN)));
    return {
      oursMicros: rounded(column(0)),
      naiveMicros: rounded(column(1)),
      rsaMicros: rounded(column(2)),
      naiveOverOurs: rounded(ratio(1, 0)),
      naiveOverOursAtLeast: 8,
      oursOverRsa: rounded(ratio(0, 2)),
      oursOverRsaAtMost: 4,
      rounds: ROUNDS,
      exchangesPerRound: PER_ROUND,
      inFlight: IN_FLIGHT,
      ok: ratio(1, 0) >= 8 && ratio(0, 2) <= 4,
    };
  },
};

async function warmUp(contender: Contender): Promise<void> {
  const end = performance.now() + WARM_UP_MS;
  while (performance.now() < end) await repeat(contender, IN_FLIGHT);
}

/** CPU of one run in microseconds, thread pool included. */
async function cpuMicros(contender: Contender): Promise<number> {
  const before = process.cpuUsage();
  await repeat(contender, PER_ROUND);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / PER_ROUND;
}

async function repeat(contender: Contender, times: number): Promise<void> {
  let left = times;
  const work = async (): Promise<void> => {
    for (; left > 0; ) {
      left -= 1;
      await contender();
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
