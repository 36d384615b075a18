import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../crash/support/seeded.ts';
import { type Episode, runEpisodes } from './support/episodes.ts';
import { FAULTS } from './support/faults.ts';
import { falseVerdicts, judgeTopics, unsettled, wronglySettled, wronglyTold } from './support/judged.ts';
import { busiestSecond, type CallSeen } from './support/platform.ts';
import { note, World } from './support/world.ts';

const RATE = 50;
const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 3);
const only = process.env['FAULTS_ONLY']?.split(',').map((name) => name.trim());
const faults = FAULTS.filter(({ name }) => only === undefined || only.some((wanted) => name.includes(wanted)));

let worlds: World[] = [];
let world: World;
let episodes: Episode[] = [];
let violations: Awaited<ReturnType<typeof judgeTopics>> = [];
let calls: readonly CallSeen[] = [];

beforeAll(async () => {
  world = await World.start({
    what: 'catalogue',
    ratePerSecond: RATE,
    services: ['verification', 'auth-token', 'audit'],
    vendors: [{ id: 'acme', pharmacies: 6 }],
  });
  worlds = [world];
  for (let round = 1; round <= ROUNDS; round += 1) {
    world.random = seeded(`round ${round} of ${ROUNDS}, ${faults.length} faults`);
    episodes.push(...(await runEpisodes(world, faults, world.random.seed)));
  }
  calls = await world.platform.calls();
  violations = await judgeTopics(world, episodes);
}, 3_600_000);

afterAll(async () => {
  await Promise.all(worlds.map((each) => each.stop()));
  episodes = [];
});

const broken = (promise: string) => violations.filter((violation) => violation.promise === promise).map(({ what }) => what);

describe(`a pharmacy, whatever fails: ${faults.length} faults, ${ROUNDS} rounds, 10 checks a second`, () => {
  it('has an answer in time to every check (R6)', () => {
    expect(episodes.flatMap(({ asked }) => asked).length).toBeGreaterThan(20 * faults.length * ROUNDS);
    expect(broken('a result comes in time')).toEqual([]);
  });

  it('loses no check that Kafka acknowledged', () => {
    expect(broken('an acknowledged request has its result')).toEqual([]);
    expect(broken('a result stands in the partition of its request')).toEqual([]);
  });

  it('never hears two truths about one check', () => {
    expect(broken('a request has one truth')).toEqual([]);
    expect(broken('a repeat is a byte copy')).toEqual([]);
  });

  it('never hears a yes or a no that mySecu did not say', () => {
    expect(falseVerdicts(world, episodes)).toEqual([]);
  });

  it('hears the true answer of every degraded check by itself', () => {
    expect(unsettled(episodes)).toEqual([]);
    expect(wronglySettled(world, episodes)).toEqual([]);
  });

  it('is told each cause by its own name, and hears nothing of what does not concern it', () => {
    expect(wronglyTold(world, episodes)).toEqual([]);
  });

  it('makes Officine pass its rate towards mySecu in no second, as mySecu counted', () => {
    const busiest = busiestSecond(calls);
    note(`busiest second: ${busiest.count} calls at ${busiest.at}, of ${RATE}`);
    expect(busiest.count).toBeLessThanOrEqual(RATE);
  });
});
