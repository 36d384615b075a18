import type {
  AccessGranted,
  ControlCharter,
  ControlMaintenance,
  ControlPharmacy,
  ControlSuspension,
  ControlVendor,
  Environment,
} from '@officine/contracts';

/** The operator's file: who may ask what, on which platform. Architecture, "control". */
export interface Directory {
  readonly environment: Environment;
  readonly charter?: ControlCharter;
  readonly vendors: readonly ControlVendor[];
  readonly pharmacies: readonly ControlPharmacy[];
  readonly suspensions: readonly ControlSuspension[];
  readonly maintenance: readonly ControlMaintenance[];
  /** Grants to users, for vendors with explicit access. */
  readonly access: readonly AccessGranted[];
}

/** Where in the file something stands: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Something wrong with the file. */
export interface Fault {
  readonly path: Path;
  readonly reason: string;
}
