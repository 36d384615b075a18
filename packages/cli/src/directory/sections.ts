import {
  type AccessGranted,
  accessGranted,
  type ControlCharter,
  type ControlMaintenance,
  type ControlPharmacy,
  type ControlSuspension,
  type ControlVendor,
  controlCharter,
  controlEnvironment,
  controlMaintenance,
  controlPharmacy,
  controlSuspension,
  controlVendor,
  type Environment,
} from '@officine/contracts';
import type { z } from 'zod';
import type { Fault, Path } from './directory.ts';
import { misspeltKeys } from './misspelt-keys.ts';

/** One entry of a list that is right in itself, with its place in the file. */
export interface Placed<T> {
  readonly index: number;
  readonly entry: T;
}

/** What could be understood of a file, and what could not: one bad entry must not hide the faults of the others. */
export interface Sections {
  readonly environment?: Environment;
  readonly charter?: ControlCharter;
  readonly vendors: readonly Placed<ControlVendor>[];
  readonly pharmacies: readonly Placed<ControlPharmacy>[];
  readonly suspensions: readonly Placed<ControlSuspension>[];
  readonly maintenance: readonly Placed<ControlMaintenance>[];
  readonly access: readonly Placed<AccessGranted>[];
  /** Ids that the file names, in entries with faults too. */
  readonly named: { readonly vendors: ReadonlySet<unknown>; readonly pharmacies: ReadonlySet<unknown> };
  readonly faults: readonly Fault[];
}

const MEMBERS = ['environment', 'charter', 'vendors', 'pharmacies', 'suspensions', 'maintenance', 'access'];

/** Reads the sections of a parsed file, each entry with the schema that services read it with. */
export function readSections(written: unknown): Sections {
  const file = isRecord(written) ? written : {};
  const faults: Fault[] = Object.keys(file)
    .filter((key) => !MEMBERS.includes(key))
    .map((key) => ({ path: [key], reason: 'is not a known member' }));

  const one = <T>(schema: z.ZodType<T>, value: unknown, path: Path): T | undefined => {
    const parsed = schema.safeParse(value);
    faults.push(
      ...(parsed.success
        ? misspeltKeys(value, parsed.data, path)
        : parsed.error.issues.map((issue) => faultOf(issue, value, path))),
    );
    return parsed.data;
  };
  const list = <T>(schema: z.ZodType<T>, name: string): Placed<T>[] => {
    const value = file[name] ?? [];
    if (!Array.isArray(value)) {
      faults.push({ path: [name], reason: 'must be a list' });
      return [];
    }
    return value.flatMap((item: unknown, index) => {
      const entry = one(schema, item, [name, index]);
      return entry === undefined ? [] : [{ index, entry }];
    });
  };

  const environment = one(controlEnvironment.schema.shape.environment, file['environment'], ['environment']);
  const charter = file['charter'] == null ? undefined : one(controlCharter.schema, file['charter'], ['charter']);
  return {
    ...(environment && { environment }),
    ...(charter && { charter }),
    vendors: list(controlVendor.schema, 'vendors'),
    pharmacies: list(controlPharmacy.schema, 'pharmacies'),
    suspensions: list(controlSuspension.schema, 'suspensions'),
    maintenance: list(controlMaintenance.schema, 'maintenance'),
    access: list(accessGranted.schema, 'access'),
    named: { vendors: idsIn(file['vendors']), pharmacies: idsIn(file['pharmacies']) },
    faults,
  };
}

function faultOf(issue: z.core.$ZodIssue, value: unknown, path: Path): Fault {
  const steps = issue.path.filter((step) => typeof step !== 'symbol');
  const found = steps.reduce<unknown>((at, step) => (at == null ? undefined : Reflect.get(Object(at), step)), value);
  return { path: [...path, ...steps], reason: found === undefined ? 'is missing' : issue.message };
}

function idsIn(list: unknown): Set<unknown> {
  return new Set(Array.isArray(list) ? list.map((item: unknown) => (isRecord(item) ? item['id'] : undefined)) : []);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
