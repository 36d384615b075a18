import { errorCodes } from '@officine/contracts';
import type { AuditFact } from '../chain/content.ts';
import { agentsOf, entitiesOf, SYSTEM } from './fhir-parts.ts';

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition';
const REST = { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest', display: 'Restful Operation' };
const SEARCH = { system: 'http://hl7.org/fhir/restful-interaction', code: 'search', display: 'search' };
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

/** What is no query, by the first part of its action; anything else is an activity of the application. */
const KINDS = new Map([
  ['token', { system: DCM, code: '110114', display: 'User Authentication' }],
  ['misuse', { system: DCM, code: '110113', display: 'Security Alert' }],
  ['audit', { system: DCM, code: '110101', display: 'Audit Log Used' }],
]);
const ACTIVITY = { system: DCM, code: '110100', display: 'Application Activity' };

/** FHIR's letters for what was done; E, execute, for the rest. */
const LETTERS = new Map([
  ['created', 'C'],
  ['changed', 'U'],
  ['removed', 'D'],
  ['audit.erased', 'D'],
  ['audit.purged', 'D'],
]);

/** An AuditEvent resource of FHIR R4. */
export interface FhirAuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly [member: string]: unknown;
}

/**
 * A fact as FHIR R4 AuditEvent. Checks and readings of the audit have the shape of IHE BALP: `PatientQuery` where they are about a
 * patient, `Query` otherwise; the profiles are of successful queries, so that a failed one has the shape and claims no profile. People
 * are references that lead to nobody outside the audit.
 */
export function fhirAuditEventOf({ id, source, data }: AuditFact): FhirAuditEvent {
  const isQuery = data.action.startsWith('check.') || data.action === 'audit.read';
  const outcome = outcomeOf(data);
  const profile = data.subject === undefined || data.check === 'prescriber' ? 'Query' : 'PatientQuery';
  return {
    resourceType: 'AuditEvent',
    id: id.replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 64),
    ...(isQuery && outcome === '0' && { meta: { profile: [`${BALP}/IHE.BasicAudit.${profile}`] } }),
    type: isQuery ? REST : (KINDS.get(data.action.split('.', 1)[0] ?? '') ?? ACTIVITY),
    subtype: [...(isQuery ? [SEARCH] : []), { system: SYSTEM, code: data.action }],
    action: isQuery ? 'E' : (LETTERS.get(data.action) ?? LETTERS.get(data.outcome ?? '') ?? 'E'),
    recorded: data.at,
    outcome,
    ...(data.outcome !== undefined && { outcomeDesc: data.outcome }),
    agent: agentsOf(data),
    source: { site: data.environment, observer: { identifier: { system: SYSTEM, value: data.service }, display: source } },
    entity: entitiesOf(data, isQuery),
  };
}

/** Facts as a FHIR bundle of type collection. */
export function fhirBundleOf(facts: readonly AuditFact[], at: Date): object {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: at.toISOString(),
    entry: facts.map((fact) => ({ resource: fhirAuditEventOf(fact) })),
  };
}

/** 0 success, 4 a minor failure (refused), 8 a serious one (no answer, not readable). */
function outcomeOf({ action, outcome }: AuditFact['data']): '0' | '4' | '8' {
  if (action === 'check.refused') {
    return '4';
  }
  const isFailure = outcome !== undefined && (errorCodes as readonly string[]).includes(outcome);
  return isFailure || action === 'audit.unreadable' ? '8' : '0';
}
