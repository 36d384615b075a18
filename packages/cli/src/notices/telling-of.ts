import type { ControlCharter, ControlMaintenance, ControlPharmacy, ControlSuspension, VendorNoticed } from '@officine/contracts';
import { vendorOf } from '../control/change-person.ts';
import type { ControlRecords } from '../control/control-records.ts';
import type { Change } from '../control/difference.ts';
import { charterText, contractText, maintenanceText, suspensionText } from './notice-texts.ts';

type Notice = Omit<VendorNoticed, 'at'>;
type State = NonNullable<VendorNoticed['state']>;

/** What to tell whom. */
export interface Telling {
  readonly to: 'all' | string;
  readonly notice: Notice;
}

const STATES: Readonly<Record<Change['action'], State>> = { created: 'begun', changed: 'changed', removed: 'ended' };

/** Whom a change concerns, and what they are told; nothing where it concerns no vendor. */
export function tellingOf(change: Change, inForce: ControlRecords): readonly Telling[] {
  const record = change.action === 'removed' ? change.before : change.after;
  const state = STATES[change.action];
  // What is in force or wanted was parsed with the schema of its kind.
  switch (record.kind) {
    case 'charter':
      return [{ to: 'all', notice: charterNotice(record.data as ControlCharter, state) }];
    case 'suspension': {
      const suspension = record.data as ControlSuspension;
      const to = concernedBy(suspension.scope, inForce);
      return to === undefined ? [] : [{ to, notice: suspensionNotice(suspension, state) }];
    }
    case 'maintenance':
      return [{ to: 'all', notice: maintenanceNotice(record.data as ControlMaintenance, state) }];
    case 'pharmacy':
      return pharmacyTellings(change);
    default:
      return [];
  }
}

function charterNotice({ version, url }: ControlCharter, state: State): Notice {
  return { about: 'charter', state, version, url, text: charterText(version, state) };
}

function suspensionNotice({ scope, reason, until }: ControlSuspension, state: State): Notice {
  return {
    about: 'suspension',
    state,
    scope,
    reason,
    text: suspensionText(scope, reason, until, state),
    ...(scope.startsWith('pharmacy/') && { pharmacy: scope.slice('pharmacy/'.length) }),
    ...(scope.startsWith('user/') && { pharmacy: scope.split('/')[1] }),
    ...(until !== null && { due: until }),
  };
}

function maintenanceNotice({ component, from, to, text }: ControlMaintenance, state: State): Notice {
  return { about: 'maintenance', state, component, due: from, text: maintenanceText(component, from, to, text ?? {}, state) };
}

function concernedBy(scope: string, inForce: ControlRecords): 'all' | string | undefined {
  const [kind, id = ''] = scope.split('/');
  switch (kind) {
    case 'vendor':
      return id;
    case 'pharmacy':
    case 'user':
      return vendorOf(id, inForce);
    default:
      return 'all';
  }
}

/** A pharmacy's contract and closing, as far as they change; and its going. */
function pharmacyTellings(change: Change): readonly Telling[] {
  const before = change.action === 'created' ? undefined : (change.before.data as ControlPharmacy);
  const after = change.action === 'removed' ? undefined : (change.after.data as ControlPharmacy);
  if (before === undefined) {
    return [];
  }
  const { id, vendor } = before;
  if (after === undefined || after.vendor !== vendor) {
    return [{ to: vendor, notice: contractNotice(id, 'gone', null) }];
  }
  return [
    ...(before.closed === after.closed ? [] : [{ to: vendor, notice: contractNotice(id, 'closed', after.closed) }]),
    ...(endOf(before) === endOf(after) ? [] : [{ to: vendor, notice: contractNotice(id, 'ends', endOf(after)) }]),
  ];
}

function endOf({ contract }: ControlPharmacy): string | null {
  return contract?.ends ?? null;
}

function contractNotice(pharmacy: string, what: 'closed' | 'ends' | 'gone', day: string | null): Notice {
  const state = what === 'gone' ? 'ended' : 'changed';
  return { about: 'contract', state, pharmacy, text: contractText(pharmacy, what, day) };
}
