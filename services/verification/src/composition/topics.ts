import { connectKafka, Fence, Publisher } from '@officine/kafka';
import {
  type Composition,
  ControlDirectory,
  ControlView,
  followControl,
  kafkaSettings,
  mysecuPlatform,
  Pseudonymiser,
  TokenCipher,
  TokenKeyWatch,
} from '@officine/service-kit';
import { FairPermits } from '../application/fair-permits.ts';
import { KeptPromises } from '../application/kept-promises.ts';
import { AuditPublisher } from '../outbound/audit-publisher.ts';
import { AvailabilityView } from '../outbound/availability-view.ts';
import { CharterView } from '../outbound/charter-view.ts';
import { DeferredPublisher } from '../outbound/deferred-publisher.ts';
import { KafkaDirectory } from '../outbound/directory.ts';
import { FleetNews } from '../outbound/fleet-news.ts';
import { LastKnownView } from '../outbound/last-known-view.ts';
import { MeasuredResults } from '../outbound/measured.ts';
import { PermitLoans } from '../outbound/permit-loans.ts';
import { PermitSlots } from '../outbound/permit-slots.ts';
import { ResultPublisher } from '../outbound/result-publisher.ts';
import { systemClock as clock } from '../outbound/system-clock.ts';
import { TokenView } from '../outbound/token-view.ts';
import { VendorPublishers } from '../outbound/vendor-publishers.ts';
import {
  AUDIT,
  AVAILABILITY,
  BREAKER,
  CHARTER,
  CIPHER,
  DEFERRED_TOPIC,
  DIRECTORY,
  INTERNAL,
  KAFKA,
  LAST_KNOWN,
  LOANS,
  NEWS,
  PERMITS,
  RECHECK_FENCE,
  RECHECK_RECORDS,
  RESULT_TOPICS,
  RESULTS,
  SCHEDULE,
  TOKEN_KEYS,
  TOKENS,
} from './keys.ts';
import type { Surroundings } from './surroundings.ts';

/** All vendors' evidence leaves through one publisher: who comes while a batch is on its way waits for no more than this. */
const INTERNAL_BATCH = 64;

/** What Kafka tells us and what we tell it. */
export function composeTopics(app: Composition, { config, logger, health, halt }: Surroundings): void {
  const { environment } = mysecuPlatform(config.mysecu);
  const platform = { ratePerSecond: config.mysecu.ratePerSecond, concurrency: config.mysecu.concurrency };
  followControl(app, { service: 'verification', kafka: KAFKA, environment, context: { logger, health, halt } });
  app
    .single(KAFKA, () => connectKafka(kafkaSettings('officine-verification', config.kafka), logger))
    .single(CIPHER, () => new TokenCipher(config.officine.tokenKeys))
    .single(TOKEN_KEYS, (c) => new TokenKeyWatch(config.officine.tokenKeys.file, c.resolve(CIPHER), logger))
    .single(
      INTERNAL,
      (c) => new Publisher({ kafka: c.resolve(KAFKA), logger, name: 'verification', maxBatchRecords: INTERNAL_BATCH }),
    )
    .single(RESULTS, (c) => new VendorPublishers(c.resolve(KAFKA), logger))
    .single(KeptPromises, () => new KeptPromises(clock))
    .single(RESULT_TOPICS, (c) => {
      const publisher = new ResultPublisher((vendor) => c.resolve(RESULTS).of(vendor).publisher);
      return new MeasuredResults(publisher, c.resolve(KeptPromises));
    })
    .single(DEFERRED_TOPIC, (c) => new DeferredPublisher((vendor) => c.resolve(RESULTS).of(vendor).publisher, clock))
    .single(CHARTER, (c) => new CharterView(c.resolve(KAFKA), c.resolve(INTERNAL), logger))
    .single(
      DIRECTORY,
      (c) =>
        new KafkaDirectory({
          control: c.resolve(ControlDirectory),
          controlView: c.resolve(ControlView),
          charter: c.resolve(CHARTER),
        }),
    )
    .single(
      TOKENS,
      (c) => new TokenView({ kafka: c.resolve(KAFKA), publisher: c.resolve(INTERNAL), cipher: c.resolve(CIPHER), logger }),
    )
    .single(PERMITS, (c) => new PermitSlots({ kafka: c.resolve(KAFKA), logger, clock }))
    .single(
      LOANS,
      (c) =>
        new PermitLoans({
          ...{ kafka: c.resolve(KAFKA), publisher: c.resolve(INTERNAL), logger, clock, platform },
          slots: c.resolve(PERMITS),
          wanted: () => c.resolve(FairPermits).wanted(),
          toAskAgain: () => c.resolve(SCHEDULE).toAsk,
        }),
    )
    .single(
      AUDIT,
      (c) => new AuditPublisher(c.resolve(INTERNAL), new Pseudonymiser(config.officine.pseudonymKeys), environment, clock),
    )
    .single(RECHECK_FENCE, () => new Fence())
    .single(
      RECHECK_RECORDS,
      (c) => new Publisher({ kafka: c.resolve(KAFKA), logger, name: 're-checks', fence: c.resolve(RECHECK_FENCE) }),
    )
    .single(LAST_KNOWN, (c) => {
      const view = new LastKnownView({
        ...{ kafka: c.resolve(KAFKA), publisher: c.resolve(INTERNAL), cipher: c.resolve(CIPHER), logger },
        pseudonyms: new Pseudonymiser(config.officine.pseudonymKeys),
        vendor: (id) => c.resolve(ControlDirectory).vendor(id),
        nowMs: () => clock.wallMs(),
      });
      c.resolve(ControlDirectory).listen({
        vendorAdded: (vendor) => view.consented(vendor),
        vendorChanged: (vendor) => view.consented(vendor),
        vendorRemoved: (id) => view.consented({ id }),
      });
      return view;
    })
    .single(NEWS, (c) => {
      const [breaker, schedule, permits] = [c.resolve(BREAKER), c.resolve(SCHEDULE), c.resolve(PERMITS)];
      return new FleetNews({
        ...{ kafka: c.resolve(KAFKA), logger, clock },
        listener: {
          worked: () => {
            if (breaker.state !== 'closed') {
              breaker.hinted(clock.monotonicMs());
              schedule.hinted();
            }
          },
          // The prober's own failures are not news to it.
          failed: () => void (permits.isProber() || breaker.discouraged(clock.monotonicMs())),
        },
      });
    })
    .single(
      AVAILABILITY,
      (c) =>
        new AvailabilityView(c.resolve(KAFKA), logger, () => {
          c.resolve(BREAKER).hinted(clock.monotonicMs());
          c.resolve(SCHEDULE).lookNow();
        }),
    );
}
