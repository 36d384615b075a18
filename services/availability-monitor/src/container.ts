import { connectKafka, Ownership, Publisher } from '@officine/kafka';
import {
  type Credential,
  createMySecu,
  loadModels,
  type Models,
  type MySecu,
  openCredential,
  parseWireProfile,
} from '@officine/mysecu';
import {
  type Composition,
  ControlDirectory,
  CredentialStore,
  compose,
  followControl,
  kafkaSettings,
  mysecuPlatform,
  mysecuSettings,
  refuseSamplesInExploitation,
  type ServiceContext,
  token,
} from '@officine/service-kit';
import { AnnouncedWindows } from './application/announced-windows.ts';
import { LatencyLedger } from './application/latency-ledger.ts';
import { Monitor } from './application/monitor.ts';
import { PlanNotices } from './application/plan-notices.ts';
import type { Announced, Channel } from './application/ports.ts';
import { ProbeSchedule } from './application/probe-schedule.ts';
import { ProjectHistory } from './application/project-history.ts';
import { SendNotices } from './application/send-notices.ts';
import { statusNow } from './application/status-now.ts';
import { PastReader } from './application/status-past.ts';
import { channelsOf } from './channels.ts';
import { type Config, statusPortOf } from './config.ts';
import { Board } from './domain/board.ts';
import { CallCounter } from './inbound/call-counter.ts';
import { HistoryReader } from './inbound/history-reader.ts';
import { LatestCheckpoint } from './inbound/latest-checkpoint.ts';
import { MonitorMetrics } from './metrics/monitor-metrics.ts';
import { namesWith } from './names.ts';
import { AvailabilityTopic } from './outbound/availability-topic.ts';
import { CallReports } from './outbound/call-reports.ts';
import { Database } from './outbound/mongodb/database.ts';
import { MongoHistory } from './outbound/mongodb/mongo-history.ts';
import { MongoIncidents } from './outbound/mongodb/mongo-incidents.ts';
import { MongoOutbox } from './outbound/mongodb/mongo-outbox.ts';
import { anyReachable } from './outbound/probes/connection-probes.ts';
import { probeSet } from './outbound/probes/probe-set.ts';
import { SignedProbes } from './outbound/probes/signed-probes.ts';
import { objectiveOf } from './plan.ts';
import { OperatorApi } from './web/operator-api.ts';
import { StatusServer } from './web/status-server.ts';

const KAFKA = token<ReturnType<typeof connectKafka>>('kafka');
export const RECORDS = token<Publisher>('records');
export const MYSECU = token<MySecu>('mysecu');
const SIGNED = token<SignedProbes | undefined>('signed probes');
const CREDENTIALS = token<CredentialStore<Credential>>('credentials');
const CHANNELS = token<readonly Channel[]>('channels');
export const LEASE = token<Ownership>('lease');

/** What is made before the graph, as reading keys and models is asynchronous. */
export interface Prepared {
  readonly mysecu: MySecu;
  readonly models: Models;
}

/** Makes mySecu's client and the message models. Rejects when a key, the wire profile or a model does not fit, and with
 * `SettingsError` when a sample model would ask exploitation. */
export async function prepare(config: Config): Promise<Prepared> {
  const models = await loadModels(config.modelsDir);
  if (config.plan.identity !== undefined) {
    refuseSamplesInExploitation(models, mysecuPlatform(config.mysecu).environment);
  }
  return { mysecu: await createMySecu(mysecuSettings(config.mysecu, parseWireProfile)), models };
}

/** Builds the graph; nothing is started. */
export function composeMonitor(
  config: Config,
  { mysecu, models }: Prepared,
  context: ServiceContext,
  names = namesWith(),
): Composition {
  const { logger } = context;
  const platform = mysecuPlatform(config.mysecu);
  const { environment } = platform;
  const { plan } = config;
  const now = () => Date.now();

  const app = compose();
  followControl(app, { service: 'availability-monitor', kafka: KAFKA, environment, context, topic: names.control });
  app
    .single(MYSECU, () => mysecu)
    .single(KAFKA, () => connectKafka(kafkaSettings('officine-availability-monitor', config.kafka), logger))
    .single(
      RECORDS,
      (c) => new Publisher({ kafka: c.resolve(KAFKA), logger, name: 'availability-monitor', deliveryTimeoutMs: 15_000 }),
    )
    .single(CREDENTIALS, () => new CredentialStore(config.credentialsDir, openCredential))
    .single(
      AvailabilityTopic,
      (c) =>
        new AvailabilityTopic({
          kafka: c.resolve(KAFKA),
          publisher: c.resolve(RECORDS),
          logger,
          topic: names.availability,
          environment,
          auditCheckpoint: () => c.resolve(LatestCheckpoint).hash,
        }),
    )
    .single(LatestCheckpoint, (c) => new LatestCheckpoint({ kafka: c.resolve(KAFKA), logger, topic: names.auditCheckpoints }))
    .single(Database, () => new Database(config.mongodbUri, names.database, logger))
    .single(MongoHistory, (c) => new MongoHistory(c.resolve(Database)))
    .single(MongoIncidents, (c) => new MongoIncidents(c.resolve(Database)))
    .single(MongoOutbox, (c) => new MongoOutbox(c.resolve(Database)))
    .single(CHANNELS, () => channelsOf(config));

  app
    .single(LEASE, (c) => {
      const monitor = c.resolve(Monitor);
      const report = (error: unknown) => logger.error({ error }, 'the monitor did not end in order');
      return new Ownership({
        kafka: c.resolve(KAFKA),
        logger,
        groupId: names.lease,
        topic: names.availability,
        onGained: (partition) => {
          if (partition === 0) monitor.begin();
        },
        onLost: (partition) => {
          if (partition === 0) monitor.end().catch(report);
        },
      });
    })
    .single(SIGNED, (c) => {
      const { identity } = plan;
      if (identity === undefined) {
        return undefined;
      }
      const reports = new CallReports(c.resolve(RECORDS), names, environment, logger);
      return new SignedProbes({
        mysecu,
        models,
        identity,
        pharmacy: () => probePharmacy(c.resolve(ControlDirectory), identity),
        credential: (pharmacy) => c.resolve(CREDENTIALS).of(pharmacy),
        told: (pharmacy, attempt, traceId) => reports.tell(pharmacy, attempt, traceId),
      });
    })
    .single(ProbeSchedule, (c) => {
      const probeOf = probeSet({
        platform,
        tlsCa: config.mysecu.tlsCa,
        idpTlsCa: config.mysecu.idpTlsCa,
        proxyUrl: config.mysecu.proxyUrl,
        onCertificate: (host, daysLeft) => c.resolve(MonitorMetrics).certificate(host, daysLeft),
        credential: async () =>
          plan.identity === undefined ? undefined : (await c.resolve(CREDENTIALS).of(plan.identity.pharmacy)).credential,
        signed: c.resolve(SIGNED),
      });
      return new ProbeSchedule({
        plan: plan.probes,
        logger,
        probeOf,
        onObserved: (observation) => {
          c.resolve(MonitorMetrics).observed(observation);
          c.resolve(LatencyLedger).observed(observation);
          c.resolve(Monitor).observed(observation);
        },
        isUrgent: (check) => c.resolve(Monitor).isUrgent(check),
        isFailing: (check) => c.resolve(Monitor).isFailing(check),
        canSee: (signal) => (plan.references.length === 0 ? Promise.resolve(true) : anyReachable(plan.references, signal)),
      });
    })
    .single(
      CallCounter,
      (c) =>
        new CallCounter({
          kafka: c.resolve(KAFKA),
          logger,
          topic: names.mysecuCalls,
          groupId: names.traffic,
          environment,
          onCall: (call) => {
            c.resolve(MonitorMetrics).called(call);
            c.resolve(LatencyLedger).called(call);
            c.resolve(Monitor).called(call);
          },
        }),
    )
    .single(AnnouncedWindows, (c) => new AnnouncedWindows(() => announcedBy(c.resolve(ControlDirectory))))
    .single(LatencyLedger, (c) => new LatencyLedger(c.resolve(MongoHistory), logger))
    .single(
      Monitor,
      (c) =>
        new Monitor({
          topic: c.resolve(AvailabilityTopic),
          logger,
          makeBoard: (nowMs) => boardOf(config, c.resolve(AnnouncedWindows), nowMs),
          // The schedule and the counter report to the monitor: they are asked for when it begins, not while it is made.
          probes: {
            start: () => c.resolve(ProbeSchedule).start(),
            stop: () => c.resolve(ProbeSchedule).stop(),
            hasten: (check) => c.resolve(ProbeSchedule).hasten(check),
          },
          traffic: { start: () => c.resolve(CallCounter).start(), stop: () => c.resolve(CallCounter).stop() },
          isOwner: () => c.resolve(LEASE).owns(0),
          now,
        }),
    );

  return app
    .single(HistoryReader, (c) => {
      const notices = new PlanNotices(
        c.resolve(MongoOutbox),
        c.resolve(CHANNELS).map(({ name }) => name),
        plan,
        now,
      );
      return new HistoryReader({
        kafka: c.resolve(KAFKA),
        logger,
        topic: names.availability,
        groupId: names.history,
        project: new ProjectHistory(c.resolve(MongoHistory), c.resolve(MongoIncidents), (change) => notices.of(change)),
        onProjected: () => {
          c.resolve(PastReader).refresh();
          c.resolve(StatusServer).changed();
        },
      });
    })
    .single(
      SendNotices,
      (c) =>
        new SendNotices({
          outbox: c.resolve(MongoOutbox),
          incidents: c.resolve(MongoIncidents),
          history: c.resolve(MongoHistory),
          channels: c.resolve(CHANNELS),
          environment,
          isOwner: () => c.resolve(LEASE).owns(0),
          logger,
          now,
        }),
    )
    .single(
      PastReader,
      (c) =>
        new PastReader({
          history: c.resolve(MongoHistory),
          incidents: c.resolve(MongoIncidents),
          objectiveOf: (component) => objectiveOf(plan, component),
          objectiveDays: plan.objectiveDays,
          now,
          observedAtMs: () => c.resolve(AvailabilityTopic).latest().observedAtMs,
        }),
    )
    .single(
      MonitorMetrics,
      (c) =>
        new MonitorMetrics({
          environment,
          now: () => statusNow(c.resolve(AvailabilityTopic), now()),
          slo: () => c.resolve(PastReader).known?.slo ?? [],
          objectiveOf: (component) => objectiveOf(plan, component),
          isOwner: () => c.resolve(LEASE).owns(0),
          historyAvailable: () => c.resolve(HistoryReader).available,
        }),
    )
    .single(StatusServer, (c) => {
      const operator = new OperatorApi({
        token: config.operatorToken,
        incidents: c.resolve(MongoIncidents),
        history: c.resolve(MongoHistory),
        notices: c.resolve(SendNotices),
        environment,
        onNote: () => {
          c.resolve(PastReader).refresh();
          c.resolve(StatusServer).changed();
        },
      });
      const past = c.resolve(PastReader);
      return new StatusServer(
        {
          environment,
          now: () => statusNow(c.resolve(AvailabilityTopic), now()),
          past: () => past.read(),
          maintenance: () => announcedBy(c.resolve(ControlDirectory)),
          metrics: async (format) => {
            // The gauges of the past are as fresh as the last read: a scrape is a reason to read.
            await past.read();
            return c.resolve(MonitorMetrics).text(format);
          },
          operator,
          logger,
        },
        statusPortOf(config),
      );
    });
}

function boardOf({ plan }: Config, windows: AnnouncedWindows, nowMs: number): Board {
  const staleAfter = Object.fromEntries(
    Object.entries(plan.probes).flatMap(([check, { enabled, intervalMs, timeoutMs }]) =>
      // Two intervals missed, and the probe's own time: then nothing is known any more.
      enabled ? [[check, Math.max(45_000, 2.5 * intervalMs + timeoutMs)]] : [],
    ),
  );
  return new Board(
    {
      thresholds: plan.thresholds,
      staleAfter,
      maintenanceAt: (component, atMs) => windows.at(component, atMs),
    },
    nowMs,
  );
}

function probePharmacy(control: ControlDirectory, { pharmacy: id, check }: NonNullable<Config['plan']['identity']>) {
  const pharmacy = control.pharmacy(id);
  const target = pharmacy && { vendor: pharmacy.vendor, pharmacy: id, check };
  // A suspension holds for probes as for anybody (R14, R18).
  return target !== undefined && control.suspendedBy(target, new Date()) === undefined ? pharmacy : undefined;
}

function announcedBy(control: ControlDirectory): Announced[] {
  return control.maintenance().map(({ component, from, to, text }) => ({
    component,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    ...(text && { text }),
  }));
}
