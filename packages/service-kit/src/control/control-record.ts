import {
  type ControlAccess,
  type ControlCharter,
  type ControlDegradation,
  type ControlEnvironment,
  type ControlKind,
  type ControlMaintenance,
  type ControlPharmacy,
  type ControlRecheckDrop,
  type ControlRecheckPause,
  type ControlSuspension,
  type ControlVendor,
  controlEvents,
  controlKinds,
  decodeEvent,
  type EventRecord,
  parseData,
} from '@officine/contracts';

/** One record of `officine.control.v1`, read. */
export type ControlRecord =
  | { readonly kind: 'environment'; readonly data: ControlEnvironment }
  | { readonly kind: 'charter'; readonly data: ControlCharter }
  | { readonly kind: 'vendor'; readonly data: ControlVendor }
  | { readonly kind: 'pharmacy'; readonly data: ControlPharmacy }
  | { readonly kind: 'suspension'; readonly data: ControlSuspension }
  | { readonly kind: 'maintenance'; readonly data: ControlMaintenance }
  | { readonly kind: 'access'; readonly data: ControlAccess }
  | { readonly kind: 'degradation'; readonly data: ControlDegradation }
  | { readonly kind: 'recheck-pause'; readonly data: ControlRecheckPause }
  | { readonly kind: 'recheck-drop'; readonly data: ControlRecheckDrop }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The kind and id of a record's key `kind/id`; undefined when the kind is none that we know. */
export function parseControlKey(key: string): { readonly kind: ControlKind; readonly id: string } | undefined {
  const slash = key.indexOf('/');
  const kind = key.slice(0, slash);
  return Object.hasOwn(controlKinds, kind) ? { kind: kind as ControlKind, id: key.slice(slash + 1) } : undefined;
}

/** Reads a control record; null for a tombstone. What cannot be read is told as such: it may be a suspension. */
export function readControlRecord(record: EventRecord & { readonly key: string | null }): ControlRecord | null {
  if (record.value === null) {
    return null;
  }
  const parsed = parseControlKey(record.key ?? '');
  if (parsed === undefined) {
    return { kind: 'unreadable', reason: 'the key names no kind of control' };
  }
  const decoded = decodeEvent(record);
  if (!decoded.readable) {
    return { kind: 'unreadable', reason: decoded.reason };
  }
  const { type } = decoded.event;
  const definition = controlEvents(parsed.kind).find((event) => event.type === type);
  if (definition === undefined) {
    return { kind: 'unreadable', reason: `the event is no ${controlKinds[parsed.kind].type}` };
  }
  const data = parseData(definition, decoded.event.data);
  if (!data.fits) {
    return { kind: 'unreadable', reason: `${data.field} ${data.reason}` };
  }
  return { kind: parsed.kind, data: data.data } as ControlRecord;
}
