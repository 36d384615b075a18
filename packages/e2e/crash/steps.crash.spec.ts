import { setTimeout as after } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { poison } from './support/flood.ts';
import { committing, killAt, type Step, writing } from './support/step-kills.ts';
import { Trial } from './support/trial.ts';

/** mySecu answers within this, unless told otherwise; the load's budget is 3 s. */
const LATENCY_MS = 150;
const BEYOND_THE_BUDGET_MS = 3_400;

const AUDIT = 'officine.audit.events.v1';
const DEFERRED = 'officine.checks.deferred.v1';
const verification = 'verification';

const ANSWERING: readonly Step[] = [
  { name: 'evidence that it was asked', service: verification, is: writing(AUDIT, '"check.asked"') },
  { name: 'evidence that mySecu was called', service: verification, is: writing(AUDIT, '"check.called"') },
  { name: 'evidence of the answer', service: verification, is: writing(AUDIT, '"check.answered"') },
  { name: 'the answer', service: verification, is: writing('.results.v1', 'check.answered.v1') },
  { name: 'the commit', service: verification, is: committing('officine.verification.acme') },
];

const TOKENS: readonly Step[] = [
  { name: 'the request for a token', service: verification, is: writing('officine.auth.token-requests.v1') },
  { name: 'the token', service: 'auth-token', is: writing('officine.auth.tokens.v1') },
  { name: 'the commit of its request', service: 'auth-token', is: committing('officine.auth-token') },
];

const DEGRADING: readonly Step[] = [
  { name: 'the deferred record', service: verification, is: writing(DEFERRED, 'check.deferred.v1') },
  { name: 'evidence of the degraded result', service: verification, is: writing(AUDIT, '"check.degraded"') },
  { name: 'the degraded result', service: verification, is: writing('.results.v1', 'check.degraded.v1') },
  { name: 'the answer that came late', service: verification, is: writing('.results.v1', 'check.answered.v1', 'supersedes') },
];

const SETTLING: readonly Step[] = [
  { name: 'evidence of the settlement', service: verification, is: writing(AUDIT, '"check.settled"') },
  { name: 'the answer of the re-check', service: verification, is: writing('.results.v1', '"attempt":2') },
  { name: 'the end of the deferral', service: verification, is: settling },
];

/** The load itself asks one in twelve twice, and one in forty a second time with another question. */
const REPEATING: readonly Step[] = [
  { name: 'evidence of a repeat', service: verification, is: writing(AUDIT, '"check.repeated"') },
  { name: 'evidence of a refusal', service: verification, is: writing(AUDIT, '"check.refused"') },
  { name: 'the refusal', service: verification, is: writing('.results.v1', 'check.rejected.v1') },
];

const PARKING: readonly Step[] = [
  { name: 'the dead letter', service: verification, is: writing('officine.checks.dead-letter.v1') },
  { name: 'the refusal by position', service: verification, is: writing('.results.v1', 'invalid-request') },
];

let trial: Trial;
afterEach(() => trial?.end());

it.each([
  ['a check is answered', ANSWERING, async () => undefined],
  ['a token is renewed', TOKENS, () => trial.platform.revokeTokens()],
  ['a check is degraded and answered late', DEGRADING, () => slowDown()],
  ['a degraded check is asked again', SETTLING, () => fail()],
  ['a check is repeated or refused', REPEATING, async () => undefined],
  ['a record that nobody can read is put away', PARKING, () => poison(trial.kafka, 'acme')],
])(
  'loses and contradicts nothing when a replica is killed on either side of every step by which %s',
  async (what, steps, provoke) => {
    trial = await Trial.start(what, { proxied: true });
    await trial.platform.setLatencyMs(LATENCY_MS);

    for (const step of steps) {
      for (const side of ['before', 'after'] as const) {
        process.stderr.write(`killed ${side} ${step.name}\n`);
        await trial.disturb(async () => {
          const killed = killAt(trial, step, side);
          await provoke();
          await (await killed).restart();
        });
        await after(trial.random.between(200, 1_500));
      }
    }

    const { asked, violations } = await trial.verdict({ settled: true });
    expect(asked).toBeGreaterThan(steps.length * 2 * 20);
    expect(violations).toEqual([]);
  },
);

/** For the next 30 calls: the budget ends before the answer comes. */
async function slowDown(): Promise<void> {
  await trial.platform.commit({ kind: 'latency', step: 'get', delayMs: BEYOND_THE_BUDGET_MS, count: 30 });
}

/** Too few in a row to open the breaker. */
async function fail(): Promise<void> {
  await trial.platform.commit({ kind: 'http-503', step: 'get', count: 3 });
}

/** A null value to the deferred topic: a settled record has no data, and so no type. */
function settling(...[request]: Parameters<Step['is']>): boolean {
  return writing(DEFERRED)(request) && !request.bytes.includes('check.deferred.v1');
}
