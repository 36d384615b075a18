import type { ControlPharmacy, ControlSuspension } from '@officine/contracts';

/** Why a pharmacy may have no token; null when it may. */
export type Disentitlement = 'unknown' | 'not-open' | 'contract-ended' | 'suspended' | null;

const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Luxembourg', dateStyle: 'short' });

/**
 * Whether a pharmacy may have a token at `at` (Annexe B 5c: as long as it is in operation; framework contract 10 and 6.2).
 * `suspension`: the one in force for the whole pharmacy, if any; one of a check or of a user leaves the token alone.
 */
export function disentitlement(
  pharmacy: ControlPharmacy | undefined,
  suspension: ControlSuspension | undefined,
  at: Date,
): Disentitlement {
  if (pharmacy === undefined) {
    return 'unknown';
  }
  const today = DAY.format(at);
  if (pharmacy.opened > today || (pharmacy.closed !== null && pharmacy.closed <= today)) {
    return 'not-open';
  }
  if (pharmacy.contract?.ends != null && pharmacy.contract.ends <= today) {
    return 'contract-ended';
  }
  return suspension === undefined ? null : 'suspended';
}
