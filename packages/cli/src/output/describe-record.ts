import {
  type ControlAccess,
  type ControlCharter,
  type ControlPharmacy,
  type ControlSuspension,
  type ControlVendor,
  controlKey,
  topics,
  vendorQuota,
  vendorTopicName,
  vendorUser,
} from '@officine/contracts';
import { covers, isActive } from '@officine/service-kit';
import type { ControlRecord, ControlRecords } from '../control/control-records.ts';
import { onOneLine } from './format-difference.ts';

type Row = readonly [name: string, value: string];

/** A record as an operator reads it: its members, what bears on it, and who wrote it. */
export function describeRecord(record: ControlRecord, inForce: ControlRecords, at: Date): string[] {
  const rows: Row[] = [
    [record.kind, record.id],
    ...membersOf(record.data),
    ...bearingOn(record, inForce, at),
    ...(record.written ? [['written', `${record.written.at} by ${record.written.source}`] as const] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function membersOf(data: unknown): Row[] {
  return Object.entries(Object(data))
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => [name, onOneLine(value)]);
}

function bearingOn({ kind, data }: ControlRecord, inForce: ControlRecords, at: Date): Row[] {
  switch (kind) {
    case 'vendor':
      return vendorRows(data as ControlVendor, inForce, at);
    case 'pharmacy':
      return pharmacyRows(data as ControlPharmacy, inForce, at);
    case 'suspension':
      return [['in force', isActive(data as ControlSuspension, at) ? 'yes' : 'no, it has ended']];
    default:
      return [];
  }
}

function vendorRows(vendor: ControlVendor, inForce: ControlRecords, at: Date): Row[] {
  const { id, batch } = vendor;
  const pharmacies = ofKind<ControlPharmacy>(inForce, 'pharmacy').filter((one) => one.vendor === id);
  const open = pharmacies.filter((one) => closedBecause(one, at) === undefined).length;
  const { limits } = vendorQuota(vendor);
  return [
    ['pharmacies', `${pharmacies.length}, of which ${open} are open`],
    ['Kafka user', vendorUser(id)],
    ...topics.topicsOfVendor({ batch }).map((topic): Row => ['topic', vendorTopicName(topic, id)]),
    [
      'Kafka quota',
      Object.entries(limits)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ],
    ...suspensionRows(inForce, { vendor: id }, at),
  ];
}

function pharmacyRows(pharmacy: ControlPharmacy, inForce: ControlRecords, at: Date): Row[] {
  const { id, vendor } = pharmacy;
  const owner = inForce.get(controlKey('vendor', vendor))?.data as ControlVendor | undefined;
  const charter = inForce.get(controlKey('charter', 'self'))?.data as ControlCharter | undefined;
  const granted = ofKind<ControlAccess>(inForce, 'access').filter((one) => one.pharmacy === id && one.access === 'granted');
  return [
    ['open', closedBecause(pharmacy, at) ?? 'yes'],
    [
      'users',
      owner?.userAccess === 'explicit'
        ? `${granted.length} with access: ${granted.map(({ user }) => user).join(', ') || 'nobody may ask'}`
        : 'whoever the vendor lets ask (userAccess: vendor)',
    ],
    ['charter', charter === undefined ? 'none is asked for' : `version ${charter.version} must be accepted`],
    ...suspensionRows(inForce, { vendor, pharmacy: id }, at),
  ];
}

/** Why a pharmacy's checks are refused on this day; undefined where they are not. */
function closedBecause({ opened, closed, contract }: ControlPharmacy, at: Date): string | undefined {
  const today = at.toLocaleDateString('en-CA', { timeZone: 'Europe/Luxembourg' });
  if (today < opened) {
    return `not before ${opened}`;
  }
  if (closed !== null && today >= closed) {
    return `closed since ${closed}`;
  }
  if (contract !== undefined && today < contract.signed) {
    return `its contract is signed on ${contract.signed}`;
  }
  return contract?.ends != null && today >= contract.ends ? `its contract ended on ${contract.ends}` : undefined;
}

/** Suspensions that stop it as a whole, and those of its checks and users. */
function suspensionRows(inForce: ControlRecords, target: { vendor: string; pharmacy?: string }, at: Date): Row[] {
  const all = ofKind<ControlSuspension>(inForce, 'suspension').filter((one) => isActive(one, at));
  const found = all.filter(
    (one) =>
      covers(one, target) ||
      one.scope.startsWith('check/') ||
      (target.pharmacy !== undefined && one.scope.startsWith(`user/${target.pharmacy}/`)),
  );
  return found.length === 0
    ? [['suspended', 'no']]
    : found.map(({ scope, reason, by, since, until }) => [
        'suspended',
        `${scope}: ${reason} (${[by && `by ${by}`, since && `since ${since}`, until ? `until ${until}` : 'until lifted'].filter(Boolean).join(', ')})`,
      ]);
}

function ofKind<T>(records: ControlRecords, kind: ControlRecord['kind']): T[] {
  return [...records.values()].filter((record) => record.kind === kind).map(({ data }) => data as T);
}
