import { describe, expect, it } from 'vitest';
import { TellingPlan } from './telling-plan.ts';

interface Check {
  readonly name: number;
  readonly tellByMs: number;
}

function checks(count: number, tellByMs: number): Check[] {
  return Array.from({ length: count }, (_, name) => ({ name, tellByMs }));
}

function planned(all: readonly Check[]): TellingPlan<Check> {
  const plan = new TellingPlan<Check>();
  for (const check of all) {
    plan.add(check);
  }
  return plan;
}

/** Who is told when, looked at every millisecond. */
function told(plan: TellingPlan<Check>, fromMs: number, toMs: number): { readonly atMs: number; readonly names: number[] }[] {
  return Array.from({ length: toMs - fromMs }, (_, index) => fromMs + index)
    .map((atMs) => ({ atMs, names: plan.due(atMs).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
}

describe('the plan of telling', () => {
  it('has one that is alone wait until its own instant, and those whose instants are apart as well', () => {
    const plan = planned([3_000, 1_000, 2_000].map((tellByMs, name) => ({ name, tellByMs })));

    expect(told(plan, 0, 4_000)).toEqual([
      { atMs: 1_000, names: [1] },
      { atMs: 2_000, names: [2] },
      { atMs: 3_000, names: [0] },
    ]);
    expect(plan.isEmpty).toBe(true);
  });

  it('tells a crowd in small groups, in time, the last comers first', () => {
    const groups = told(planned(checks(200, 5_000)), 0, 6_000);

    expect(groups.flatMap(({ names }) => names).toSorted((a, b) => a - b)).toEqual(checks(200, 0).map(({ name }) => name));
    expect(groups[0]?.names.at(-1)).toBe(199);
    expect(groups[0]?.atMs).toBe(5_000 - 199 * 5);
    expect(Math.max(...groups.map(({ names }) => names.length))).toBeLessThanOrEqual(9);
    expect(groups.at(-1)?.atMs).toBeLessThanOrEqual(5_000);
    const [first] = groups.at(-1)?.names ?? [];
    expect(first).toBe(0);
  });

  it('has nobody of a crowd told early that shrinks in time', () => {
    const crowd = checks(200, 5_000);
    const plan = planned(crowd);

    for (const check of crowd.slice(0, 199)) {
      plan.remove(check);
    }

    expect(told(plan, 0, 6_000)).toEqual([{ atMs: 5_000, names: [199] }]);
  });

  it('tells at once, in their order, those whose time is up', () => {
    const plan = planned(checks(300, 1_000));

    expect(plan.due(1_000).map(({ name }) => name)).toEqual(checks(300, 0).map(({ name }) => name));
    expect(plan.nextMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('has who comes behind a crowd wait until its own instant', () => {
    const plan = planned([...checks(100, 5_000), { name: 1_000, tellByMs: 5_200 }]);

    expect(told(plan, 0, 6_000).at(-1)).toEqual({ atMs: 5_200, names: [1_000] });
  });
});
