import { ChainWriter, CheckpointBook, latestChain, readHead, type Signer, SubjectRegistry } from '@officine/audit';
import { connectKafka, Publisher } from '@officine/kafka';
import {
  type Component,
  type Composition,
  compose,
  followControl,
  kafkaSettings,
  type ServiceContext,
  token,
} from '@officine/service-kit';
import { MisuseWatch } from './application/misuse-watch.ts';
import { Notary } from './application/notary.ts';
import { observers } from './application/observers.ts';
import type { RecordObserver } from './application/ports.ts';
import { ReadAudit } from './application/read-audit.ts';
import type { Config } from './config.ts';
import { ApiServer } from './http/api-server.ts';
import { BearerTokens } from './http/bearer-tokens.ts';
import { routesOf } from './http/routes.ts';
import { AuditEvents } from './inbound/audit-events.ts';
import { namesWith } from './names.ts';
import { CheckpointsTopic } from './outbound/checkpoints-topic.ts';
import { ClusterIdentity } from './outbound/cluster-identity.ts';
import { Database } from './outbound/database.ts';
import { MisuseNotices } from './outbound/misuse-notices.ts';
import { OwnEvents } from './outbound/own-events.ts';
import { RecordMetrics } from './outbound/record-metrics.ts';
import { WitnessFile } from './outbound/witness-file.ts';

const KAFKA = token<ReturnType<typeof connectKafka>>('kafka');
const RECORDS = token<Publisher>('records');
const OBSERVER = token<RecordObserver>('observer');
export const PUBLISHER = token<Component>('publisher');

/** Builds the graph; nothing is started. `signer`: made before, as reading its key is asynchronous. */
export function composeAudit(config: Config, signer: Signer, context: ServiceContext, names = namesWith()): Composition {
  const { environment } = config;
  const { logger, halt } = context;
  const app = compose();
  followControl(app, { service: 'audit', kafka: KAFKA, environment, context, topic: names.control });
  return app
    .single(KAFKA, () => connectKafka(kafkaSettings('officine-audit', config.kafka), logger))
    .single(RECORDS, (c) => new Publisher({ kafka: c.resolve(KAFKA), logger, name: 'audit' }))
    .single(PUBLISHER, (c) => ({ start: () => c.resolve(RECORDS).start(), stop: () => c.resolve(RECORDS).stop() }))
    .single(Database, () => new Database(config.mongodbUri, logger))
    .single(SubjectRegistry, (c) => new SubjectRegistry(c.resolve(Database).collections))
    .single(RecordMetrics, () => new RecordMetrics())
    .single(MisuseWatch, (c) => {
      const notices = new MisuseNotices(c.resolve(RECORDS), c.resolve(OwnEvents));
      return new MisuseWatch(notices, logger);
    })
    .single(OBSERVER, (c) => observers(c.resolve(RecordMetrics), c.resolve(MisuseWatch)))
    .single(ClusterIdentity, (c) => new ClusterIdentity(c.resolve(KAFKA)))
    .single(
      AuditEvents,
      (c) =>
        new AuditEvents({
          kafka: c.resolve(KAFKA),
          logger,
          names,
          environment,
          cluster: c.resolve(ClusterIdentity),
          writerFor: (place) => {
            const database = c.resolve(Database);
            const writer = new ChainWriter(database.collections, c.resolve(SubjectRegistry), place);
            return {
              append: async (events) => {
                await database.ready();
                return writer.append(events);
              },
              get heads() {
                return writer.heads;
              },
            };
          },
          lifeOf: (place) => latestChain(c.resolve(Database).collections, place),
          endOf: async (chain) => (await readHead(c.resolve(Database).collections, chain)).offset,
          observer: c.resolve(OBSERVER),
          onFatal: (error) => halt('audit events cannot be read', error),
        }),
    )
    .single(CheckpointBook, (c) => new CheckpointBook(c.resolve(Database).collections, signer))
    .single(CheckpointsTopic, (c) => new CheckpointsTopic(c.resolve(RECORDS), names.auditCheckpoints))
    .single(
      Notary,
      (c) =>
        new Notary({
          book: c.resolve(CheckpointBook),
          topic: c.resolve(CheckpointsTopic),
          witness: config.witnessFile === undefined ? undefined : new WitnessFile(config.witnessFile),
          owned: () => c.resolve(AuditEvents).owned(),
          isOurTurn: () => c.resolve(AuditEvents).owns(0),
          logger,
        }),
    )
    .single(OwnEvents, (c) => new OwnEvents(c.resolve(RECORDS), names.auditEvents, environment))
    .single(ReadAudit, (c) => new ReadAudit(c.resolve(Database).collections, c.resolve(OwnEvents)))
    .single(
      ApiServer,
      (c) =>
        new ApiServer({
          tokens: new BearerTokens(config.oidcIssuer),
          routes: routesOf(c.resolve(ReadAudit)),
          logger,
          port: config.apiPort,
        }),
    );
}
