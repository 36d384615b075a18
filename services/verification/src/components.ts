import { type Composition, ControlView, type ServiceContext } from '@officine/service-kit';
import { VendorRoster } from './application/vendor-roster.ts';
import {
  AVAILABILITY,
  BATCHES,
  CHARTER,
  CONSUMERS,
  INTERNAL,
  LAST_KNOWN,
  LOANS,
  NEWS,
  PERMITS,
  RECHECK_RECORDS,
  RECHECKS,
  RESULTS,
  TOKEN_KEYS,
  TOKENS,
} from './composition/keys.ts';

/** Gives the parts that run to the lifecycle, in their order, and names for `/readyz` what keeps this replica from its work. */
export function addComponents(app: Composition, { lifecycle, health }: Pick<ServiceContext, 'lifecycle' | 'health'>): void {
  const charter = app.resolve(CHARTER);
  const tokens = app.resolve(TOKENS);
  const permits = app.resolve(PERMITS);
  const rechecks = app.resolve(RECHECKS);
  const roster = app.resolve(VendorRoster);
  const batches = app.resolve(BATCHES);

  // Started in this order and stopped in the reverse one: no check is taken before we know what is suspended.
  lifecycle
    .add('token keys', app.resolve(TOKEN_KEYS))
    .add('publisher', app.resolve(INTERNAL))
    .add('results', app.resolve(RESULTS))
    .add('records of re-checks', app.resolve(RECHECK_RECORDS))
    .add('control', app.resolve(ControlView))
    .add('charter', charter)
    .add('last known', app.resolve(LAST_KNOWN))
    .add('availability', app.resolve(AVAILABILITY))
    .add('fleet news', app.resolve(NEWS))
    .add('tokens', tokens)
    .add('permits', permits)
    .add('loans of permits', app.resolve(LOANS))
    .add('rechecks', rechecks)
    .add('consumers', app.resolve(CONSUMERS))
    .add('batches', batches);

  // Control watches itself.
  health
    .check('charter', () => (charter.isFresh() ? null : "the charter's acceptances are not read to their end"))
    .check('tokens', () => tokens.problem())
    .check('permits', () => permits.problem())
    .check('rechecks', () => rechecks.problem())
    .check('vendors', () => (roster.servesNobody() ? roster.problems().join('; ') : null))
    // One vendor's missing topic must not take its neighbours out of service.
    .note('vendors', () => roster.problems().join('; ') || null)
    .note('batches', () => batches.problems().join('; ') || null);
}
