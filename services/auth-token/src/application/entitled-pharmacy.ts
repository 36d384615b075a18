import type { ControlPharmacy } from '@officine/contracts';
import { disentitlement } from '../domain/entitlement.ts';
import type { Control } from './ports.ts';

/** The pharmacy `id` as control has it, if it may have a token at `at`. */
export function entitledPharmacy(control: Control, id: string, at: Date): ControlPharmacy | undefined {
  const pharmacy = control.pharmacy(id);
  const target = pharmacy === undefined ? { pharmacy: id } : { pharmacy: id, vendor: pharmacy.vendor };
  return disentitlement(pharmacy, control.suspendedBy(target, at), at) === null ? pharmacy : undefined;
}
