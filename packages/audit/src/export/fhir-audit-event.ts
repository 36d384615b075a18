import type { AuditFact } from '../chain/content.ts';

const BALP = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition';
const AUDIT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-event-type';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const BASIC_ENTITY = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';
const SYSTEM = 'urn:officine';

/** Outcomes that are mySecu's or our own refusal, or no answer; FHIR: 4 is a minor failure, 8 a serious one. */
const FAILED = new Map([
  ['check.refused', '4'],
  ['check.degraded', '8'],
  ['audit.unreadable', '8'],
]);

/** An AuditEvent resource of FHIR R4. */
export interface FhirAuditEvent {
  readonly resourceType: 'AuditEvent';
  readonly id: string;
  readonly [member: string]: unknown;
}

/**
 * A fact as FHIR R4 AuditEvent, in the shape of IHE BALP: `PatientQuery` where it is about a person, `Query` for the rest. People
 * are references that lead to nobody outside the audit.
 */
export function fhirAuditEventOf({ id, source, data }: AuditFact): FhirAuditEvent {
  return {
    resourceType: 'AuditEvent',
    id: id.replace(/[^A-Za-z0-9.-]/g, '-').slice(0, 64),
    meta: { profile: [`${BALP}/IHE.BasicAudit.${data.subject === undefined ? 'Query' : 'PatientQuery'}`] },
    type: { system: AUDIT_TYPE, code: 'rest', display: 'Restful Operation' },
    subtype: [
      { system: 'http://hl7.org/fhir/restful-interaction', code: 'search', display: 'search' },
      { system: SYSTEM, code: data.action },
    ],
    action: 'E',
    recorded: data.at,
    outcome: FAILED.get(data.action) ?? '0',
    ...(data.outcome !== undefined && { outcomeDesc: data.outcome }),
    agent: agentsOf(data),
    source: { site: data.environment, observer: { identifier: { system: SYSTEM, value: data.service }, display: source } },
    entity: entitiesOf(data),
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

function agentsOf({ pharmacy, vendor, service, user, actor }: AuditFact['data']): object[] {
  const client = {
    type: { coding: [{ system: DCM, code: '110153', display: 'Source Role ID' }] },
    who: { identifier: { system: SYSTEM, value: pharmacy ?? vendor ?? service } },
    requestor: user === undefined && actor === undefined,
  };
  const server = {
    type: { coding: [{ system: DCM, code: '110152', display: 'Destination Role ID' }] },
    who: { display: 'mySecu' },
    requestor: false,
  };
  const person = user ?? actor;
  const human = {
    type: { coding: [{ system: PARTICIPATION, code: 'IRCP', display: 'information recipient' }] },
    who: { identifier: { system: SYSTEM, value: person } },
    requestor: true,
  };
  return person === undefined ? [client, server] : [client, server, human];
}

function entitiesOf({ subject, requestId, check, correlationId, traceId, object }: AuditFact['data']): object[] {
  const person = {
    what: { identifier: { system: SYSTEM, value: subject } },
    type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
    role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
  };
  const query = {
    ...(requestId !== undefined && { what: { identifier: { system: SYSTEM, value: requestId } } }),
    type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
    role: { system: OBJECT_ROLE, code: '24', display: 'Query' },
    // The question itself stays where it was asked: BALP wants the query, we say which one.
    query: Buffer.from(check ?? object ?? 'none').toString('base64'),
    ...(correlationId !== undefined && { detail: [{ type: 'correlationId', valueString: correlationId }] }),
  };
  const trace = {
    what: { identifier: { value: traceId } },
    type: { system: BASIC_ENTITY, code: 'XrequestId' },
  };
  return [...(subject === undefined ? [] : [person]), query, ...(traceId === undefined ? [] : [trace])];
}
