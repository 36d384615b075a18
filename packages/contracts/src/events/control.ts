import { z } from 'zod';
import {
  check,
  eHealthId,
  environment,
  instant,
  localDate,
  localised,
  pharmacyId,
  providerCode,
  vendorId,
} from '../identifiers.ts';
import { accessGranted, accessRevoked } from './access.ts';
import { component } from './availability.ts';
import { defineEvent, type EventDefinition } from './define-event.ts';

/** Which platform this installation talks to. Every process compares it with its own setting and stops if they differ. */
export const controlEnvironment = defineEvent({
  type: 'lu.officine.control.environment.v1',
  summary: 'The environment of the whole installation',
  schema: z.object({ environment }),
});

/** The user charter in force (framework contract, 2 and 6.1). Key `charter/self`. */
export const controlCharter = defineEvent({
  type: 'lu.officine.control.charter.v1',
  summary: 'The version of the user charter that users must have accepted',
  schema: z.object({ version: z.string().min(1).max(32), url: localised }),
});

/** A vendor of pharmacy software. Key `vendor/<id>`. */
export const controlVendor = defineEvent({
  type: 'lu.officine.control.vendor.v1',
  summary: 'A vendor that may ask for its pharmacies',
  schema: z.object({
    id: vendorId,
    contact: z.string().min(1),
    partitions: z.number().int().min(1).max(256).default(6),
    userAccess: z
      .enum(['vendor', 'explicit'])
      .default('vendor')
      .describe('Who says that a user may ask: the vendor, or explicit grants'),
    batch: z
      .object({ purpose: z.string().min(1) })
      .nullable()
      .default(null)
      .describe('Grants the batch topic, with its written purpose (R9)'),
    attestation: z
      .object({ number: z.string().min(1), date: localDate })
      .nullable()
      .default(null)
      .describe('Attestation of conformity (CGU IV.b): required in exploitation'),
    lastKnown: z
      .object({ consent: z.string().min(1), maxAgeHours: z.partialRecord(check, z.number().positive()) })
      .nullable()
      .optional()
      .describe("The controller's written consent to show a last known answer (R15)"),
    quota: z
      .object({
        writeBytesPerSecond: z.number().int().positive().optional(),
        readBytesPerSecond: z.number().int().positive().optional(),
        requestPercent: z.number().positive().optional().describe("Share of a broker's request threads"),
      })
      .nullable()
      .optional()
      .describe("What this vendor may take of each broker, where it differs from everybody's"),
  }),
});

/** A pharmacy. Key `pharmacy/<id>`. */
export const controlPharmacy = defineEvent({
  type: 'lu.officine.control.pharmacy.v1',
  summary: 'A pharmacy, its vendor, and what it is authorised to ask',
  schema: z.object({
    id: pharmacyId,
    vendor: vendorId,
    codePrestataire: providerCode,
    eHealthId,
    authentication: z.enum(['esante', 'username-token']).default('esante'),
    services: z
      .array(check)
      .default(['affiliation', 'accident', 'prescriber'])
      .describe("Services that eSanté's authorisation names (R11)"),
    contract: z.object({ signed: localDate, ends: localDate.nullable().default(null) }).optional(),
    opened: localDate,
    closed: localDate.nullable().default(null),
    administrator: z.object({ name: z.string().min(1), email: z.email() }).optional(),
  }),
});

/** What may be suspended: `all`, `check/…`, `vendor/…`, `pharmacy/…`, `user/<pharmacy>/<user>`. */
export const suspensionScope = z
  .string()
  .regex(
    /^(all|check\/(affiliation|accident|prescriber)|vendor\/[a-z0-9-]{2,32}|pharmacy\/[\w.-]{1,64}|user\/[\w.-]{1,64}\/.{1,128})$/,
  );

/** A stop of calls. Key `suspension/<scope>`; a null record lifts it. */
export const controlSuspension = defineEvent({
  type: 'lu.officine.control.suspension.v1',
  summary: 'Calls within a scope are suspended',
  schema: z.object({
    scope: suspensionScope,
    reason: z.string().min(1).describe('Told to the vendors concerned'),
    until: instant.nullable().default(null),
    by: z.string().min(1).optional().describe('Who suspended'),
    since: instant.optional(),
  }),
});

/** An announced interruption (framework contract, 3.5). Key `maintenance/<component>/<from>`. */
export const controlMaintenance = defineEvent({
  type: 'lu.officine.control.maintenance.v1',
  summary: 'A component of mySecu is interrupted for maintenance',
  schema: z.object({ component, from: instant, to: instant, text: localised.optional() }),
});

/** What may be degraded: `all`, `check/…`, `vendor/…`, `pharmacy/…`. */
export const degradationScope = z
  .string()
  .regex(/^(all|check\/(affiliation|accident|prescriber)|vendor\/[a-z0-9-]{2,32}|pharmacy\/[\w.-]{1,64})$/);

/**
 * The switch: checks within a scope are degraded at once and mySecu is not asked, without a deployment. Key `degradation/<scope>`; a null
 * record ends it.
 */
export const controlDegradation = defineEvent({
  type: 'lu.officine.control.degradation.v1',
  summary: 'Checks within a scope are degraded at once, and asked again afterwards',
  schema: z.object({ scope: degradationScope, reason: localised, until: instant.nullable().default(null) }),
});

/** Which deferred checks are meant: `all`, `check/…`, `vendor/…`, `pharmacy/…`, `request/<vendor>/<request id>`. */
export const recheckScope = z
  .string()
  .regex(
    /^(all|check\/(affiliation|accident|prescriber)|vendor\/[a-z0-9-]{2,32}|pharmacy\/[\w.-]{1,64}|request\/[a-z0-9-]{2,32}\/.{1,256})$/,
  );

/** A pause of re-checks. Key `recheck-pause/<scope>`; a null record resumes them. */
export const controlRecheckPause = defineEvent({
  type: 'lu.officine.control.recheck-pause.v1',
  summary: 'Deferred checks within a scope are not asked again for now; fresh checks go on',
  schema: z.object({ scope: recheckScope, reason: z.string().min(1), until: instant.nullable().default(null) }),
});

/** Deferred checks that are given up. Key `recheck-drop/<scope>`; what is deferred later is not meant. */
export const controlRecheckDrop = defineEvent({
  type: 'lu.officine.control.recheck-drop.v1',
  summary:
    'Checks within a scope that were received before an instant are not asked again: each ends `rejected`, `recheck-ended`',
  schema: z.object({ scope: recheckScope, reason: z.string().min(1), receivedBefore: instant }),
});

export type ControlEnvironment = z.infer<typeof controlEnvironment.schema>;
export type ControlCharter = z.infer<typeof controlCharter.schema>;
export type ControlVendor = z.infer<typeof controlVendor.schema>;
export type ControlPharmacy = z.infer<typeof controlPharmacy.schema>;
export type ControlSuspension = z.infer<typeof controlSuspension.schema>;
export type ControlMaintenance = z.infer<typeof controlMaintenance.schema>;
export type ControlDegradation = z.infer<typeof controlDegradation.schema>;
export type ControlRecheckPause = z.infer<typeof controlRecheckPause.schema>;
export type ControlRecheckDrop = z.infer<typeof controlRecheckDrop.schema>;

/** The kinds of control records, by the first part of their key. */
export const controlKinds = {
  environment: controlEnvironment,
  charter: controlCharter,
  vendor: controlVendor,
  pharmacy: controlPharmacy,
  suspension: controlSuspension,
  maintenance: controlMaintenance,
  access: accessGranted,
  degradation: controlDegradation,
  'recheck-pause': controlRecheckPause,
  'recheck-drop': controlRecheckDrop,
} as const;
export type ControlKind = keyof typeof controlKinds;

/** The event types of a kind. An access has two: its revocation stays, as evidence. */
export function controlEvents(kind: ControlKind): readonly EventDefinition<unknown>[] {
  return kind === 'access' ? [accessGranted, accessRevoked] : [controlKinds[kind]];
}

/** The key of a control record. */
export function controlKey(kind: ControlKind, id: string): string {
  return `${kind}/${id}`;
}
