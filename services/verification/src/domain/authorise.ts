import {
  type Check,
  type CheckRequested,
  type ControlCharter,
  type ControlPharmacy,
  type ControlSuspension,
  type ControlVendor,
  OfficineError,
  type RejectedCode,
} from '@officine/contracts';
import { luxembourgDate } from './civil-date.ts';

/** Who asks what, as far as a suspension can name it. */
export interface Asker {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly user?: string;
  readonly check: Check;
}

/** What authorising reads of the control topic and of the charter's acceptances. */
export interface Rules {
  readonly charter: ControlCharter | undefined;
  vendor(id: string): ControlVendor | undefined;
  pharmacy(id: string): ControlPharmacy | undefined;
  /** The suspension in force at `at` that stops this asker. */
  suspendedBy(asker: Asker, at: Date): ControlSuspension | undefined;
  /** The version of the charter that this user of this vendor's pharmacy accepted last. */
  acceptedCharter(vendor: string, pharmacy: string, user: string): string | undefined;
  /** Whether this user of this pharmacy was given access; asked where the vendor has explicit access. */
  isGranted(pharmacy: string, user: string): boolean;
}

/**
 * The pharmacy in whose name a vendor may ask this question at `atMs` (epoch milliseconds).
 * Throws an OfficineError with a rejecting code when it may not. Ownership is judged before anything else about a pharmacy, so
 * that a vendor never learns whether another vendor's pharmacy is closed, suspended or authorised.
 */
export function authorise(vendor: string, request: CheckRequested, rules: Rules, atMs: number): ControlPharmacy {
  const pharmacy = mustBeAllowed(vendor, request, rules, atMs);
  mustHaveAcceptedTheCharter(vendor, request, rules);
  return pharmacy;
}

/**
 * The same without the charter, whose new version asks before the next call and takes back nothing. Asked again while a call is under
 * way and when its answer arrives: what was suspended, closed or revoked meanwhile is not published.
 */
export function mustBeAllowed(vendor: string, request: CheckRequested, rules: Rules, atMs: number): ControlPharmacy {
  const pharmacy = ownPharmacy(vendor, request.pharmacy, rules);
  mustBeOpen(pharmacy, luxembourgDate(atMs));
  if (!pharmacy.services.includes(request.check)) {
    throw refusal('service-not-authorised', 'check');
  }
  mustNotBeSuspended(vendor, request, rules, atMs);
  mustBeAllowedUser(vendor, request, rules);
  return pharmacy;
}

function mustNotBeSuspended(vendor: string, request: CheckRequested, rules: Rules, atMs: number): void {
  const user = request.user?.id;
  const asker = { vendor, pharmacy: request.pharmacy, check: request.check, ...(user !== undefined && { user }) };
  const suspension = rules.suspendedBy(asker, new Date(atMs));
  if (suspension !== undefined) {
    // The scope's kind is told, never its id: a scope of a user names a person.
    const { scope, until } = suspension;
    const detail = scope.split('/')[0];
    throw new OfficineError('suspended', { step: 'authorise', ...(detail && { detail }), ...(until !== null && { until }) });
  }
}

/**
 * The pharmacy `id`, when it is this vendor's.
 * Throws an OfficineError `unknown-pharmacy` or `pharmacy-not-of-vendor` otherwise.
 */
export function ownPharmacy(vendor: string, id: string, rules: Rules): ControlPharmacy {
  const pharmacy = rules.pharmacy(id);
  if (pharmacy === undefined) {
    throw refusal('unknown-pharmacy', 'pharmacy');
  }
  if (pharmacy.vendor !== vendor || rules.vendor(vendor) === undefined) {
    throw refusal('pharmacy-not-of-vendor', 'pharmacy');
  }
  return pharmacy;
}

function mustBeOpen(pharmacy: ControlPharmacy, today: string): void {
  if (today < pharmacy.opened) {
    throw refusal('pharmacy-closed', 'pharmacy', 'not-yet-open');
  }
  if (pharmacy.closed !== null && today >= pharmacy.closed) {
    throw refusal('pharmacy-closed', 'pharmacy', 'closed');
  }
  const { contract } = pharmacy;
  if (contract !== undefined && today < contract.signed) {
    throw refusal('pharmacy-closed', 'pharmacy', 'contract-not-signed');
  }
  // R8b: the contract's termination stops calls on that day.
  if (contract !== undefined && contract.ends !== null && today >= contract.ends) {
    throw refusal('pharmacy-closed', 'pharmacy', 'contract-ended');
  }
}

function mustBeAllowedUser(vendor: string, { pharmacy, user }: CheckRequested, rules: Rules): void {
  if (user === undefined) {
    throw refusal('user-missing', 'user');
  }
  // R11: access is granted to each end user; without a grant on record nobody has it.
  if (rules.vendor(vendor)?.userAccess === 'explicit' && !rules.isGranted(pharmacy, user.id)) {
    throw refusal('user-not-authorised', 'user.id');
  }
}

function mustHaveAcceptedTheCharter(vendor: string, { pharmacy, user }: CheckRequested, rules: Rules): void {
  const { charter } = rules;
  if (user === undefined || charter === undefined || rules.acceptedCharter(vendor, pharmacy, user.id) === charter.version) {
    return;
  }
  const { version, url } = charter;
  throw new OfficineError('charter-not-accepted', {
    step: 'authorise',
    field: 'user.id',
    detail: `version ${version}`,
    charter: { version, url },
  });
}

function refusal(code: RejectedCode, field?: string, detail?: string): OfficineError {
  return new OfficineError(code, { step: 'authorise', ...(field && { field }), ...(detail && { detail }) });
}
