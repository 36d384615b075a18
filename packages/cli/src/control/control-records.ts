import { accessId, type ControlKind, canonicalJson, controlKey } from '@officine/contracts';
import type { Directory } from '../directory/directory.ts';

/** One record of the control topic, without its envelope. */
export interface ControlRecord {
  readonly kind: ControlKind;
  readonly id: string;
  readonly data: unknown;
  /** Of one that was read: when and by which command it was written. */
  readonly written?: { readonly at: string; readonly source: string };
}

/** Control records by their key `kind/id`. */
export type ControlRecords = ReadonlyMap<string, ControlRecord>;

/** The control records that a directory stands for. */
export function controlRecords(directory: Directory): ControlRecords {
  const { environment, charter, vendors, pharmacies, suspensions, maintenance, access } = directory;
  const records: ControlRecord[] = [
    { kind: 'environment', id: 'self', data: { environment } },
    ...(charter ? [{ kind: 'charter' as const, id: 'self', data: charter }] : []),
    ...vendors.map((data) => ({ kind: 'vendor' as const, id: data.id, data })),
    ...pharmacies.map((data) => ({ kind: 'pharmacy' as const, id: data.id, data })),
    ...suspensions.map((data) => ({ kind: 'suspension' as const, id: data.scope, data })),
    ...maintenance.map((data) => ({ kind: 'maintenance' as const, id: `${data.component}/${data.from}`, data })),
    ...access.map((data) => ({ kind: 'access' as const, id: accessId(data), data })),
  ];
  return new Map(records.map((record) => [controlKey(record.kind, record.id), record]));
}

/** Whether `after` says nothing that `before` does not. Who decided it and when is written down, and asks for no change. */
export function sameData(before: ControlRecord, after: ControlRecord): boolean {
  return canonicalJson({ ...stampsIn(before.data), ...Object(after.data) }) === canonicalJson(before.data);
}

const STAMPS = ['by', 'since', 'at'];

/** Who decided what a record says, and when. */
export function stampsIn(data: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(data)).filter(([name]) => STAMPS.includes(name)));
}
