import { type Composition, ControlView, type ServiceContext } from '@officine/service-kit';
import { Notary } from './application/notary.ts';
import { PUBLISHER } from './container.ts';
import { ApiServer } from './http/api-server.ts';
import { AuditEvents } from './inbound/audit-events.ts';
import { Database } from './outbound/database.ts';

/** Gives the parts of the graph that run to the lifecycle, in the order in which they start. */
export function addComponents(app: Composition, { lifecycle, health }: ServiceContext): void {
  const database = app.resolve(Database);
  const events = app.resolve(AuditEvents);
  const notary = app.resolve(Notary);

  health.check('database', () => database.problem);
  health.check('audit events', () => events.problem);
  health.check('checkpoints', () => notary.problem);

  lifecycle.add('publisher', app.resolve(PUBLISHER));
  lifecycle.add('database', database);
  lifecycle.add('control', app.resolve(ControlView));
  lifecycle.add('audit events', events);
  lifecycle.add('notary', notary);
  lifecycle.add('api', app.resolve(ApiServer));
}
