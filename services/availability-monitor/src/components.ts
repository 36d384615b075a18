import { type Composition, ControlView, type ServiceContext } from '@officine/service-kit';
import { LatencyLedger } from './application/latency-ledger.ts';
import { Monitor } from './application/monitor.ts';
import { SendNotices } from './application/send-notices.ts';
import { LEASE, MYSECU, RECORDS } from './container.ts';
import { HistoryReader } from './inbound/history-reader.ts';
import { LatestCheckpoint } from './inbound/latest-checkpoint.ts';
import { AvailabilityTopic } from './outbound/availability-topic.ts';
import { Database } from './outbound/mongodb/database.ts';
import { StatusServer } from './web/status-server.ts';

/** Gives the parts of the graph that run to the lifecycle, in the order in which they start. */
export function addComponents(app: Composition, { lifecycle, health }: ServiceContext): void {
  const [records, lease, topic, server] = [
    app.resolve(RECORDS),
    app.resolve(LEASE),
    app.resolve(AvailabilityTopic),
    app.resolve(StatusServer),
  ];
  health.check('availability', () => topic.problem);
  health.check('lease', () => lease.problem);
  topic.onChange(() => server.look());

  lifecycle.add('mysecu', { stop: () => app.resolve(MYSECU).close() });
  lifecycle.add('database', app.resolve(Database));
  lifecycle.add('publisher', { start: () => records.start(), stop: () => records.stop() });
  lifecycle.add('control', app.resolve(ControlView));
  lifecycle.add('checkpoints', app.resolve(LatestCheckpoint));
  // What was published before is known before anything is published.
  lifecycle.add('availability', topic);
  lifecycle.add('status page', server);
  lifecycle.add('history', app.resolve(HistoryReader));
  lifecycle.add('latency ledger', app.resolve(LatencyLedger));
  lifecycle.add('notices', app.resolve(SendNotices));
  lifecycle.add('lease', {
    start: () => lease.start(),
    stop: async () => {
      await app.resolve(Monitor).end();
      await lease.stop();
    },
  });
}
