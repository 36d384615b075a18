import { type AuditRecorded, type ControlPharmacy, controlKey } from '@officine/contracts';
import { UsageError } from '../usage-error.ts';
import type { ControlRecord, ControlRecords } from './control-records.ts';
import type { Change } from './difference.ts';

/** The pseudonym of a user, as the audit names people. */
export type PseudonymOf = (vendor: string, pharmacy: string, user: string) => { readonly kid: string; readonly hmac: string };

/** The user that a change is about, as the audit may know them. */
export interface ChangePerson {
  readonly object: string;
  readonly vendor: string;
  readonly pharmacy: string;
  /** Absent where a stop was decided with no pseudonym key at hand. */
  readonly user?: NonNullable<AuditRecorded['user']>;
}

/**
 * The user that a change is about; undefined where it is about none. Throws `UsageError` when access is to change and no pseudonym can be
 * made; a stop is never refused for that.
 */
export function personOf(
  change: Change,
  inForce: ControlRecords,
  pseudonymOf: PseudonymOf | undefined,
): ChangePerson | undefined {
  const named = namedBy(change.action === 'removed' ? change.before : change.after);
  if (named === undefined) {
    return;
  }
  if (pseudonymOf === undefined && named.kind === 'access') {
    throw new UsageError('access names a user, whom the audit knows by a pseudonym alone: set OFFICINE_PSEUDONYM_KEYS_FILE');
  }
  const { pharmacy, user } = named;
  const vendor = vendorOf(pharmacy, inForce) ?? 'unknown';
  return {
    object: `${named.object}/${pharmacy}`,
    vendor,
    pharmacy,
    ...(pseudonymOf && { user: pseudonymOf(vendor, pharmacy, user) }),
  };
}

function namedBy({ kind, id }: ControlRecord) {
  const inScope = kind === 'suspension' && id.startsWith('user/') ? id.slice('user/'.length) : undefined;
  const name = kind === 'access' ? id : inScope;
  const slash = name?.indexOf('/') ?? -1;
  return name === undefined || slash < 0
    ? undefined
    : {
        kind,
        object: kind === 'access' ? 'access' : 'suspension/user',
        pharmacy: name.slice(0, slash),
        user: name.slice(slash + 1),
      };
}

/** The vendor of a pharmacy. */
export function vendorOf(pharmacy: string, records: ControlRecords): string | undefined {
  const found = records.get(controlKey('pharmacy', pharmacy))?.data as Partial<ControlPharmacy> | undefined;
  return found?.vendor;
}
