import { alterations } from './alterations.ts';
import { deliveries } from './deliveries.ts';
import type { FaultKind } from './fault-kind.ts';
import { refusals } from './refusals.ts';
import { tamperings } from './tamperings.ts';

/** Every fault the simulator knows, by its name. */
export const FAULTS = { ...deliveries, ...refusals, ...alterations, ...tamperings };

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** All names, in the order of the catalogue. */
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The fault with this name. */
export function faultKind(name: FaultName): FaultKind {
  return FAULTS[name];
}
