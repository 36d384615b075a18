import type { CheckDeferred, DataOf, EventDefinition, MysecuCalled, Verdict } from '@officine/contracts';
import { AcceptCharter } from '../../src/application/accept-charter.ts';
import { Admit } from '../../src/application/admit.ts';
import { AnswerInTime } from '../../src/application/answer-in-time.ts';
import { AnswerOnce } from '../../src/application/answer-once.ts';
import { CallMySecu } from '../../src/application/call-mysecu.ts';
import { CheckWay } from '../../src/application/check-way.ts';
import { Conclude } from '../../src/application/conclude.ts';
import { Measures } from '../../src/application/measures.ts';
import { ObtainToken } from '../../src/application/obtain-token.ts';
import type { AuditFact, DeadLetters, LastKnown, MySecuGateway, Permits } from '../../src/application/ports.ts';
import { Recheck, type RecheckRun } from '../../src/application/recheck.ts';
import type { ResultRecord } from '../../src/application/result-record.ts';
import { SharedBytes } from '../../src/application/result-window.ts';
import { VendorMemory } from '../../src/application/vendor-memory.ts';
import { Breaker } from '../../src/domain/breaker.ts';
import { RequestHandler, type RequestRecord } from '../../src/inbound/request.handler.ts';
import { FakeDirectory, PHARMACY, VENDOR } from './directory.ts';
import { ManualClock } from './manual-clock.ts';
import { AFFILIATED, aMySecuThatSays, aToken } from './mysecu.ts';
import { FakeTokens } from './tokens.ts';

/** What a test may bring of its own. */
export interface VerificationOptions {
  readonly mysecu?: MySecuGateway;
  readonly tokens?: FakeTokens;
  readonly permits?: Permits;
  readonly maxInFlight?: number;
  readonly lastKnown?: Awaited<ReturnType<LastKnown['of']>>;
  readonly publish?: (result: ResultRecord) => Promise<void>;
}

export const CALL_TIMEOUT_MS = 10_000;

/** Permits without limit. */
export const freely: Permits = { take: async () => ({ release: () => undefined }) };

/** The service's real steps between fakes of what surrounds them. */
export function verificationWith(options: VerificationOptions = {}) {
  const clock = new ManualClock();
  const directory = new FakeDirectory();
  const tokens = options.tokens ?? new FakeTokens().publish(PHARMACY, aToken());
  const results: ResultRecord[] = [];
  const deferred = new Map<string, CheckDeferred>();
  const happened: string[] = [];
  const audited: AuditFact[] = [];
  const called: Omit<MysecuCalled, 'environment'>[] = [];
  const letters: Parameters<DeadLetters['park']>[0][] = [];
  const hurry = new AbortController();
  const breaker = new Breaker();
  const measures = new Measures();

  const publish = options.publish ?? (async () => undefined);
  const ports = {
    results: {
      publish: async (result: ResultRecord) => {
        await publish(result);
        happened.push(result.headers['ce_type']?.split('.')[3] ?? '');
        results.push(result);
      },
    },
    deferrals: {
      put: async (check: CheckDeferred) => {
        happened.push('deferred');
        deferred.set(`${check.vendor}/${check.requestId}`, check);
        if (check.concluded !== undefined) {
          // The owner of the record reads it, and tells the end that is written down.
          await recheck.run(check, { isProbe: false, isDropped: false, signal: new AbortController().signal });
        }
      },
      settle: async ({ vendor, requestId }: { vendor: string; requestId: string }) => {
        happened.push('settled');
        deferred.delete(`${vendor}/${requestId}`);
      },
    },
    audit: {
      record: async (fact: AuditFact) => {
        happened.push(fact.action);
        audited.push(fact);
      },
    },
  };
  const kept: Verdict[] = [];
  const lastKnown: LastKnown = {
    of: async () => options.lastKnown,
    keep: (_, verdict) => void kept.push(verdict),
  };
  const conclude = new Conclude({ ...ports, lastKnown, clock, measures, environment: 'custom', callTimeoutMs: CALL_TIMEOUT_MS });
  const mysecu = options.mysecu ?? aMySecuThatSays(AFFILIATED);
  const way = new CheckWay({
    directory,
    admit: new Admit(directory, breaker, options.permits ?? freely, clock),
    tokens: new ObtainToken(tokens, clock),
    calls: new CallMySecu({
      ...{ gateway: mysecu, breaker, audit: ports.audit, clock },
      journal: { record: (call) => called.push(call) },
      onAnswer: () => undefined,
    }),
    breaker,
    clock,
  });
  const inTime = new AnswerInTime({
    ...ports,
    way,
    conclude,
    clock,
    measures,
    maxInFlight: options.maxInFlight ?? 100,
    hurry: hurry.signal,
    onLateFailure: (error) => {
      throw error;
    },
  });
  const register = {
    record: async (vendor: string, { pharmacy, user, version }: { pharmacy: string; user: string; version: string }) => {
      directory.acceptances.set(`${vendor}/${pharmacy}/${user}`, version);
    },
  };
  const memory = new VendorMemory(new SharedBytes());
  const handlerOf = (vendor: string, remembered: VendorMemory) =>
    new RequestHandler(vendor, `officine.vendor.${vendor}.requests.v1`, remembered, {
      answerOnce: new AnswerOnce({ way, inTime, conclude, directory, audit: ports.audit, deferrals: ports.deferrals }),
      acceptCharter: new AcceptCharter(directory, register, ports.audit),
      conclude,
      results: ports.results,
      deadLetters: { park: async (letter) => void letters.push(letter) },
      clock,
      environment: 'custom',
    });
  const handler = handlerOf(VENDOR, memory);
  const lost = new AbortController();
  const known = { answeredBefore: 0, waits: 0 };
  const deliveryOf = (redelivered: boolean, othersHeard = async (): Promise<void> => undefined) => ({
    lost: lost.signal,
    redelivered,
    othersHeard,
    waits: () => {
      known.waits += 1;
    },
    answeredBefore: () => {
      known.answeredBefore += 1;
    },
  });
  const recheck = new Recheck({ way, conclude, deferrals: ports.deferrals, clock, callTimeoutMs: CALL_TIMEOUT_MS });

  return {
    clock,
    directory,
    tokens,
    memory,
    results,
    deferred,
    happened,
    audited,
    called,
    letters,
    hurry,
    breaker,
    lost,
    known,
    inTime,
    kept,
    recheck: {
      run: (deferred: CheckDeferred, run: Partial<RecheckRun> = {}) =>
        recheck.run(deferred, {
          ...{ isProbe: false, isDropped: false, signal: new AbortController().signal },
          ...run,
        }),
    },
    handle: (record: RequestRecord) => handler.handle(record, deliveryOf(false)),
    /** As one that a former owner may have begun; `othersHeard` reads what others wrote. */
    handleAgain: (record: RequestRecord, othersHeard?: () => Promise<void>) =>
      handler.handle(record, deliveryOf(true, othersHeard)),
    giveUp: (record: RequestRecord) => handler.giveUp(record),
    /** The same record, as another replica reads it that remembers nothing but the results topic. */
    handleElsewhere: (record: RequestRecord) => {
      const elsewhere = new VendorMemory(new SharedBytes());
      for (const result of results) {
        elsewhere.of(result.partition).learn(result);
      }
      return handlerOf(VENDOR, elsewhere).handle(record, deliveryOf(true));
    },
    handleOf: (vendor: string, record: RequestRecord) =>
      handlerOf(vendor, new VendorMemory(new SharedBytes())).handle(record, deliveryOf(false)),
    published: <E extends EventDefinition>(event: E): DataOf<E>[] =>
      results
        .filter(({ headers }) => headers['ce_type'] === event.type)
        .map(({ value }) => JSON.parse(value.toString('utf8')) as DataOf<E>),
  };
}
