import {
  type CharterAccepted,
  type CheckRequested,
  charterAccepted,
  checkRequested,
  decodeEvent,
  type EventRecord,
  OfficineError,
  parseData,
  requestHash,
} from '@officine/contracts';
import { isMatricule } from '../domain/matricule.ts';

/** What a record of a requests topic turned out to be. */
export type DecodedRequest =
  | { readonly kind: 'check'; readonly id: string; readonly hash: string; readonly request: CheckRequested }
  | { readonly kind: 'charter'; readonly id: string; readonly acceptance: CharterAccepted }
  /** Not a request that can be asked, but one whose sender can be told so. */
  | { readonly kind: 'refused'; readonly id: string; readonly error: OfficineError; readonly about: About }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What of a refused request could still be read. */
export interface About {
  readonly hash?: string;
  readonly check?: CheckRequested['check'];
  readonly pharmacy?: string;
  readonly userId?: string;
}

/** Reads a record: CloudEvent, schema, check digits. Never throws, and no reason ever quotes the record's content. */
export function decodeRequest(record: EventRecord): DecodedRequest {
  const decoded = decodeEvent(record);
  if (!decoded.readable) {
    return decoded.id === undefined
      ? { kind: 'unreadable', reason: decoded.reason }
      : refused(decoded.id, new OfficineError('invalid-request', { step: 'decode', detail: decoded.reason }));
  }
  const { id, type, data } = decoded.event;
  switch (type) {
    case checkRequested.type:
      return decodeCheck(id, data);
    case charterAccepted.type:
      return decodeCharter(id, data);
    default:
      return refused(id, invalid('type', 'unknown event type'));
  }
}

function decodeCheck(id: string, data: unknown): DecodedRequest {
  const parsed = parseData<CheckRequested>(checkRequested, data);
  if (!parsed.fits) {
    return refused(id, invalid(parsed.field, parsed.reason));
  }
  const request = parsed.data;
  // Hashed as it was sent, unknown fields included: what the schema drops may be what the vendor changed.
  const hash = requestHash(id, data);
  const field = misspeltMatricule(request);
  if (field !== undefined) {
    const error = new OfficineError('invalid-matricule', { step: 'decode', field });
    const { check, pharmacy, user } = request;
    return refused(id, error, { hash, check, pharmacy, ...(user && { userId: user.id }) });
  }
  return { kind: 'check', id, hash, request };
}

function decodeCharter(id: string, data: unknown): DecodedRequest {
  const parsed = parseData<CharterAccepted>(charterAccepted, data);
  return parsed.fits ? { kind: 'charter', id, acceptance: parsed.data } : refused(id, invalid(parsed.field, parsed.reason));
}

function misspeltMatricule(request: CheckRequested): string | undefined {
  switch (request.check) {
    case 'affiliation':
      return isMatricule(request.affiliation.matricule) ? undefined : 'affiliation.matricule';
    case 'accident':
      return isMatricule(request.accident.matricule) ? undefined : 'accident.matricule';
    case 'prescriber':
      return undefined;
  }
}

function refused(id: string, error: OfficineError, about: About = {}): DecodedRequest {
  return { kind: 'refused', id, error, about };
}

function invalid(field: string, detail: string): OfficineError {
  return new OfficineError('invalid-request', { step: 'decode', ...(field && { field }), detail });
}
