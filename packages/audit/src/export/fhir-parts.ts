import type { AuditFact } from '../chain/content.ts';

export const SYSTEM = 'urn:officine';

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const BASIC_ENTITY = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';
/** A URI. */
const NETWORK_TYPE = '5';

/** Who took part: the pharmacy (client), what was asked (server), and the person at the counter or the operator (user). */
export function agentsOf({ pharmacy, vendor, service, action, user, actor }: AuditFact['data']): object[] {
  const person = user ?? actor;
  const asker = pharmacy ?? vendor ?? service;
  const asked = action.startsWith('check.') || action.startsWith('token.') ? 'mysecu' : 'officine';
  const client = {
    type: { coding: [{ system: DCM, code: '110153', display: 'Source Role ID' }] },
    who: { identifier: { system: SYSTEM, value: asker } },
    requestor: person === undefined,
    network: { address: `${SYSTEM}:${asker}`, type: NETWORK_TYPE },
  };
  const server = {
    type: { coding: [{ system: DCM, code: '110152', display: 'Destination Role ID' }] },
    who: { identifier: { system: SYSTEM, value: asked } },
    requestor: false,
    network: { address: `${SYSTEM}:${asked}`, type: NETWORK_TYPE },
  };
  const human = {
    type: { coding: [{ system: PARTICIPATION, code: 'IRCP', display: 'information recipient' }] },
    who: { identifier: { system: SYSTEM, value: person } },
    requestor: true,
  };
  return person === undefined ? [client, server] : [client, server, human];
}

/** What it was about: the person, the query, its request, and the ids by which it is found elsewhere. */
export function entitiesOf(data: AuditFact['data'], isQuery: boolean): object[] {
  const { subject, requestId, check, object } = data;
  const role = check === 'prescriber' ? { code: '15', display: 'Practitioner' } : { code: '1', display: 'Patient' };
  const person = {
    what: { identifier: { system: SYSTEM, value: subject } },
    type: { system: ENTITY_TYPE, code: '1', display: 'Person' },
    role: { system: OBJECT_ROLE, ...role },
  };
  const query = {
    type: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
    role: { system: OBJECT_ROLE, code: '24', display: 'Query' },
    // The question itself stays where it was asked: BALP wants the query, we say which one.
    query: Buffer.from(check ?? object ?? 'none').toString('base64'),
  };
  const request = {
    what: { identifier: { system: SYSTEM, value: requestId } },
    type: { system: BASIC_ENTITY, code: 'XrequestId' },
  };
  return [
    ...(subject === undefined ? [] : [person]),
    ...(isQuery ? [query] : []),
    ...(requestId === undefined ? [] : [request]),
    ...elsewhereOf(data, isQuery),
  ];
}

function elsewhereOf({ object, correlationId, traceId, resultId }: AuditFact['data'], isQuery: boolean): object[] {
  const detail = Object.entries({ correlationId, traceId, resultId }).flatMap(([type, valueString]) =>
    valueString === undefined ? [] : [{ type, valueString }],
  );
  const what = isQuery || object === undefined ? {} : { what: { identifier: { system: SYSTEM, value: object } } };
  const isEmpty = detail.length === 0 && !('what' in what);
  return isEmpty
    ? []
    : [{ ...what, type: { system: ENTITY_TYPE, code: '4', display: 'Other' }, ...(detail.length > 0 && { detail }) }];
}
