import { type ControlKind, canonicalJson, controlKey } from '@officine/contracts';
import type { Directory } from '../directory/directory.ts';

/** One record of the control topic, without its envelope. */
export interface ControlRecord {
  readonly kind: ControlKind;
  readonly id: string;
  readonly data: unknown;
}

/** Control records by their key `kind/id`. */
export type ControlRecords = ReadonlyMap<string, ControlRecord>;

/** The control records that a directory stands for. */
export function controlRecords(directory: Directory): ControlRecords {
  const { environment, charter, vendors, pharmacies, suspensions, maintenance } = directory;
  const records: ControlRecord[] = [
    { kind: 'environment', id: 'self', data: { environment } },
    ...(charter ? [{ kind: 'charter' as const, id: 'self', data: charter }] : []),
    ...vendors.map((data) => ({ kind: 'vendor' as const, id: data.id, data })),
    ...pharmacies.map((data) => ({ kind: 'pharmacy' as const, id: data.id, data })),
    ...suspensions.map((data) => ({ kind: 'suspension' as const, id: data.scope, data })),
    ...maintenance.map((data) => ({ kind: 'maintenance' as const, id: `${data.component}/${data.from}`, data })),
  ];
  return new Map(records.map((record) => [controlKey(record.kind, record.id), record]));
}

/** Whether two records say the same. */
export function sameData(a: ControlRecord, b: ControlRecord): boolean {
  return canonicalJson(a.data) === canonicalJson(b.data);
}
