import { type Composition, ControlDirectory, mysecuPlatform } from '@officine/service-kit';
import { AcceptCharter } from '../application/accept-charter.ts';
import { AnswerBatch } from '../application/answer-batch.ts';
import { AnswerInTime } from '../application/answer-in-time.ts';
import { AnswerOnce } from '../application/answer-once.ts';
import { CheckWay } from '../application/check-way.ts';
import { Conclude } from '../application/conclude.ts';
import { KeptPromises } from '../application/kept-promises.ts';
import { SharedBytes } from '../application/result-window.ts';
import { VendorRoster } from '../application/vendor-roster.ts';
import { BatchService } from '../inbound/batch-service.ts';
import { DeferredChecks } from '../inbound/deferred-checks.ts';
import { openBatchConsumer, openVendorConsumer } from '../inbound/vendor-consumer.ts';
import { VendorService } from '../inbound/vendor-service.ts';
import { DeadLetterPublisher } from '../outbound/dead-letter-publisher.ts';
import { MeasuredAnswers } from '../outbound/measured.ts';
import { systemClock as clock } from '../outbound/system-clock.ts';
import {
  AUDIT,
  BATCHES,
  CHARTER,
  CIPHER,
  CONSUMERS,
  DEFERRED_TOPIC,
  DIRECTORY,
  HANDLING,
  HURRY,
  INTERNAL,
  KAFKA,
  RECHECK_FENCE,
  RECHECK_RECORDS,
  RECHECKS,
  RESULT_TOPICS,
  RESULTS,
  SCHEDULE,
} from './keys.ts';
import type { Surroundings } from './surroundings.ts';

/** What brings requests and deferred checks in. */
export function composeConsumers(app: Composition, { config, logger, halt }: Surroundings): void {
  const { environment } = mysecuPlatform(config.mysecu);
  const memory = new SharedBytes();
  app
    .single(HANDLING, (c) => {
      const [way, conclude, audit, directory] = [
        c.resolve(CheckWay),
        c.resolve(Conclude),
        c.resolve(AUDIT),
        c.resolve(DIRECTORY),
      ];
      return {
        answerOnce: new MeasuredAnswers(
          new AnswerOnce({
            ...{ way, inTime: c.resolve(AnswerInTime), conclude, directory, audit },
            deferrals: c.resolve(DEFERRED_TOPIC),
          }),
          c.resolve(KeptPromises),
        ),
        acceptCharter: new AcceptCharter(directory, c.resolve(CHARTER), audit),
        conclude,
        results: c.resolve(RESULT_TOPICS),
        deadLetters: new DeadLetterPublisher(c.resolve(INTERNAL), c.resolve(CIPHER), clock),
        clock,
        environment,
      };
    })
    .single(VendorRoster, (c) => {
      const surroundings = {
        kafka: c.resolve(KAFKA),
        logger,
        lines: c.resolve(RESULTS),
        handling: c.resolve(HANDLING),
        memory,
        halt,
      };
      return new VendorRoster({
        open: (vendor) => openVendorConsumer(vendor, surroundings),
        onProblem: (vendor, error) => logger.error({ vendor, error }, 'the consumer of a vendor failed'),
      });
    })
    .single(BATCHES, (c) => {
      const [way, conclude, audit, directory] = [
        c.resolve(CheckWay),
        c.resolve(Conclude),
        c.resolve(AUDIT),
        c.resolve(DIRECTORY),
      ];
      const answerOnce = new AnswerOnce({
        ...{ way, conclude, audit, directory, deferrals: c.resolve(DEFERRED_TOPIC) },
        inTime: new AnswerBatch({ way, conclude, clock }),
      });
      const surroundings = {
        ...{ kafka: c.resolve(KAFKA), logger, lines: c.resolve(RESULTS), memory, halt },
        handling: { ...c.resolve(HANDLING), answerOnce, lane: 'batch' as const },
      };
      const roster = new VendorRoster({
        open: (vendor) => openBatchConsumer(vendor, surroundings),
        onProblem: (vendor, error) => logger.error({ vendor, error }, "the consumer of a vendor's batch failed"),
      });
      return new BatchService(roster, c.resolve(ControlDirectory));
    })
    .single(
      CONSUMERS,
      (c) => new VendorService(c.resolve(VendorRoster), c.resolve(ControlDirectory), c.resolve(AnswerInTime), c.resolve(HURRY)),
    )
    .single(
      RECHECKS,
      (c) =>
        new DeferredChecks({
          ...{ kafka: c.resolve(KAFKA), logger, publisher: c.resolve(RECHECK_RECORDS) },
          schedule: c.resolve(SCHEDULE),
          fence: c.resolve(RECHECK_FENCE),
        }),
    );
}
