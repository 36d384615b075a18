import { type Composition, ControlDirectory, mysecuPlatform } from '@officine/service-kit';
import { Admit } from '../application/admit.ts';
import { AnswerInTime } from '../application/answer-in-time.ts';
import { CallMySecu } from '../application/call-mysecu.ts';
import { CheckWay } from '../application/check-way.ts';
import { Conclude } from '../application/conclude.ts';
import { FairPermits } from '../application/fair-permits.ts';
import { Measures } from '../application/measures.ts';
import { ObtainToken } from '../application/obtain-token.ts';
import type { Deferrals } from '../application/ports.ts';
import { Recheck } from '../application/recheck.ts';
import { RecheckSchedule } from '../application/recheck-schedule.ts';
import { Breaker } from '../domain/breaker.ts';
import { BlockNotices } from '../outbound/block-notices.ts';
import { CallPublisher } from '../outbound/call-publisher.ts';
import { CredentialChanges } from '../outbound/credential-changes.ts';
import { DeferredPublisher } from '../outbound/deferred-publisher.ts';
import { systemClock as clock } from '../outbound/system-clock.ts';
import {
  AUDIT,
  BREAKER,
  DEFERRED_TOPIC,
  DIRECTORY,
  HURRY,
  INTERNAL,
  LAST_KNOWN,
  LOANS,
  PERMITS,
  RECHECK_FENCE,
  RECHECK_RECORDS,
  RESULT_TOPICS,
  SCHEDULE,
  TOKENS,
} from './keys.ts';
import type { Surroundings } from './surroundings.ts';

/** Checks under way at once in one process; one more is degraded at once. */
const MAX_IN_FLIGHT = 400;

/** A check's way, and what asks again. */
export function composeSteps(app: Composition, { config, logger, mysecu, credentialVersion }: Surroundings): void {
  const { environment } = mysecuPlatform(config.mysecu);
  const { connectTimeoutMs, readTimeoutMs } = config.mysecu;
  const callTimeoutMs = connectTimeoutMs + readTimeoutMs;
  const concluding = (c: Pick<Composition, 'resolve'>, deferrals: Deferrals): Conclude =>
    new Conclude({
      results: c.resolve(RESULT_TOPICS),
      deferrals,
      lastKnown: c.resolve(LAST_KNOWN),
      audit: c.resolve(AUDIT),
      clock,
      measures: c.resolve(Measures),
      environment,
      callTimeoutMs,
    });
  app
    .single(BREAKER, () => new Breaker())
    .single(HURRY, () => new AbortController())
    .single(Measures, () => new Measures())
    .single(FairPermits, (c) => new FairPermits(() => c.resolve(LOANS).share(), clock))
    .single(Admit, (c) => new Admit(c.resolve(DIRECTORY), c.resolve(BREAKER), c.resolve(FairPermits), clock))
    .single(ObtainToken, (c) => new ObtainToken(c.resolve(TOKENS), clock))
    .single(CallMySecu, (c) => {
      const journal = new CallPublisher(c.resolve(INTERNAL), environment, logger);
      const gateway = new BlockNotices(mysecu, c.resolve(INTERNAL), clock, logger);
      return new CallMySecu({
        ...{ gateway, breaker: c.resolve(BREAKER), journal, audit: c.resolve(AUDIT), clock },
        onAnswer: (pharmacy) => c.resolve(SCHEDULE).worked(pharmacy),
      });
    })
    .single(
      CheckWay,
      (c) =>
        new CheckWay({
          directory: c.resolve(DIRECTORY),
          admit: c.resolve(Admit),
          tokens: c.resolve(ObtainToken),
          calls: c.resolve(CallMySecu),
          breaker: c.resolve(BREAKER),
          clock,
        }),
    )
    .single(Conclude, (c) => concluding(c, c.resolve(DEFERRED_TOPIC)))
    .single(
      AnswerInTime,
      (c) =>
        new AnswerInTime({
          way: c.resolve(CheckWay),
          conclude: c.resolve(Conclude),
          clock,
          measures: c.resolve(Measures),
          maxInFlight: MAX_IN_FLIGHT,
          hurry: c.resolve(HURRY).signal,
          onLateFailure: (error) => logger.warn({ error }, 'a late answer was not published, the check is asked again'),
        }),
    )
    .single(SCHEDULE, (c) => {
      // What is said of a deferred check is said for its partition: by a publisher behind that group's fence.
      const deferrals = new DeferredPublisher(() => c.resolve(RECHECK_RECORDS), clock);
      const schedule = new RecheckSchedule({
        recheck: new Recheck({
          way: c.resolve(CheckWay),
          conclude: concluding(c, deferrals),
          deferrals,
          clock,
          callTimeoutMs,
        }),
        breaker: c.resolve(BREAKER),
        changes: new CredentialChanges(credentialVersion, c.resolve(TOKENS), clock),
        directory: c.resolve(DIRECTORY),
        clock,
        callTimeoutMs,
        isProber: () => c.resolve(PERMITS).isProber(),
        fence: c.resolve(RECHECK_FENCE),
        onBreaker: (isOpen, waiting) =>
          isOpen
            ? logger.warn({ waiting }, 'mySecu fails: checks are degraded at once, one probes every half minute')
            : logger.info({ waiting }, 'mySecu works again: what waits is asked'),
        onFailure: (error) => logger.warn({ error }, 'a re-check was interrupted, it is asked again'),
      });
      c.resolve(Measures).watchBacklog(() => schedule.figures());
      c.resolve(ControlDirectory).listen({ interruptionsChanged: () => schedule.lookNow() });
      return schedule;
    });
}
