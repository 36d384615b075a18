import { type CheckRequested, charterAccepted, checkRequested, encodeEvent } from '@officine/contracts';
import type { RequestRecord } from '../../src/inbound/request.handler.ts';
import { PHARMACY, USER } from './directory.ts';

export const MATRICULE = '1893120105732';
export const NOW_MS = Date.parse('2026-11-23T10:00:00Z');

type Overrides = Partial<Omit<CheckRequested, 'check'>> & { readonly id?: string; readonly matricule?: string };

let offset = 0n;

/** A record as a vendor publishes it. */
export function aRecord(overrides: Partial<RequestRecord> = {}): RequestRecord {
  offset += 1n;
  return { partition: 3, offset, timestamp: NOW_MS, key: PHARMACY, value: Buffer.from('{}'), headers: {}, ...overrides };
}

/** A request for an affiliation check, as a record. */
export function aCheckRequested(
  { id = 'r-1', matricule = MATRICULE, ...rest }: Overrides = {},
  place: Partial<RequestRecord> = {},
): RequestRecord {
  const data = {
    check: 'affiliation',
    pharmacy: PHARMACY,
    user: { id: USER },
    affiliation: { matricule },
    ...rest,
  } as CheckRequested;
  return aRecord({ ...encodeEvent(checkRequested, { id, source: '/acme/till', data }), ...place });
}

/** A request without one of its fields. */
export function aCheckWithout(field: 'user', id = 'r-1'): RequestRecord {
  const { [field]: _, ...data } = {
    check: 'affiliation',
    pharmacy: PHARMACY,
    user: { id: USER },
    affiliation: { matricule: MATRICULE },
  } as const;
  return aRecord(encodeEvent(checkRequested, { id, source: '/acme/till', data }));
}

export function aCharterAccepted(version = '1', pharmacy = PHARMACY): RequestRecord {
  return aRecord(
    encodeEvent(charterAccepted, { id: `c-${version}`, source: '/acme/till', data: { pharmacy, user: USER, version } }),
  );
}
