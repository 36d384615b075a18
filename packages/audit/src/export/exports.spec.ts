import { describe, expect, it } from 'vitest';
import { aFact, CHAIN } from '../../test/support/a-trail.ts';
import type { AuditFact } from '../chain/content.ts';
import { csvOf } from './csv.ts';
import { fhirAuditEventOf } from './fhir-audit-event.ts';
import { supportFileOf } from './support-file.ts';

const factOf = (index: number, more: Parameters<typeof aFact>[1] = {}): AuditFact => ({
  id: `e-${index}`,
  source: '/officine/verification',
  chain: CHAIN,
  offset: index,
  data: aFact(index, more),
});

describe('a support file', () => {
  it('tells a check step by step, with the ids that support asks for and without any person (R7)', () => {
    const facts = [
      factOf(3, { requestId: 'r-1', action: 'check.answered' }),
      factOf(1, { requestId: 'r-1', action: 'check.asked' }),
      factOf(2, { requestId: 'r-2' }),
      factOf(4, { requestId: 'r-1', action: 'audit.read' }),
    ];

    const file = supportFileOf('r-1', facts);

    expect(file).toMatchObject({ requestId: 'r-1', vendor: 'acme', correlationIds: ['Id-1', 'Id-3'] });
    expect(file?.steps.map(({ action }) => action)).toEqual(['check.asked', 'check.answered']);
    expect(JSON.stringify(file)).not.toMatch(/-ref-/);
  });

  it('tells what happened in one millisecond in the order of its topic', () => {
    const at = '2026-11-01T00:00:09.000Z';
    const facts = (['check.answered', 'check.called', 'check.asked'] as const).map((action, index) =>
      factOf(9 - index, { requestId: 'r-1', action, at }),
    );

    expect(supportFileOf('r-1', facts)?.steps.map(({ action }) => action)).toEqual([
      'check.asked',
      'check.called',
      'check.answered',
    ]);
  });

  it('is none for a request that nobody has heard of', () => {
    expect(supportFileOf('r-9', [factOf(1)])).toBeUndefined();
  });
});

describe('a FHIR AuditEvent', () => {
  interface Part {
    readonly type: { readonly code?: string; readonly coding?: readonly { readonly code: string }[] };
    readonly [member: string]: unknown;
  }
  const partsOf = (event: Record<string, unknown>, member: 'agent' | 'entity') => event[member] as readonly Part[];
  const ofType = (parts: readonly Part[], code: string) =>
    parts.filter(({ type }) => type.code === code || type.coding?.[0]?.code === code);

  it('has what the profile PatientQuery of BALP demands of a query about a patient, and nothing that it forbids', () => {
    const event = fhirAuditEventOf(factOf(1));

    expect(event).toMatchObject({
      resourceType: 'AuditEvent',
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery'] },
      type: { code: 'rest' },
      subtype: [{ code: 'search' }, { code: 'check.answered' }],
      action: 'E',
      recorded: '2026-11-01T00:00:01.000Z',
      outcome: '0',
      source: { observer: { identifier: { value: 'verification' } } },
    });
    const agents = partsOf(event, 'agent');
    expect(agents.filter(({ requestor }) => requestor === true)).toHaveLength(1);
    // Client and server have a network, the user has none.
    expect([...ofType(agents, '110153'), ...ofType(agents, '110152')].map((agent) => 'network' in agent)).toEqual([true, true]);
    expect(ofType(agents, 'IRCP')).toEqual([expect.not.objectContaining({ network: expect.anything() })]);
    const entities = partsOf(event, 'entity');
    expect(ofType(entities, '1')).toMatchObject([{ what: { identifier: { value: 'subject-ref-1' } }, role: { code: '1' } }]);
    expect(ofType(entities, '2').map((query) => new Set(Object.keys(query)))).toEqual([new Set(['query', 'role', 'type'])]);
    expect(ofType(entities, 'XrequestId')).toMatchObject([{ what: { identifier: { value: 'r-1' } } }]);
    expect(ofType(entities, '4')).toMatchObject([{ detail: [{ valueString: 'Id-1' }, { type: 'traceId' }] }]);
  });

  it.each([
    ['check.degraded', 'mysecu-timeout', '8'],
    ['check.called', 'mysecu-unavailable', '8'],
    ['check.refused', 'suspended', '4'],
  ] as const)('of %s is a failure, and claims no profile, as those are of successful queries', (action, outcome, expected) => {
    const event = fhirAuditEventOf(factOf(1, { action, outcome }));

    expect(event['outcome']).toBe(expected);
    expect(event).not.toHaveProperty('meta');
  });

  it('takes a prescriber for no patient', () => {
    const event = fhirAuditEventOf(factOf(1, { check: 'prescriber' }));

    expect(JSON.stringify(event['meta'])).toContain('IHE.BasicAudit.Query');
    expect(ofType(partsOf(event, 'entity'), '1')).toMatchObject([{ role: { code: '15', display: 'Practitioner' } }]);
  });

  it('of a control change is no query', () => {
    const { user: _user, subject: _subject, requestId: _request, ...rest } = aFact(1);
    const change = { ...rest, action: 'control.changed', outcome: 'removed', object: 'pharmacy/ph-0001', actor: 'op' } as const;
    const event = fhirAuditEventOf({ ...factOf(1), data: change });

    expect(event).toMatchObject({ type: { code: '110100' }, action: 'D', outcome: '0' });
    expect(ofType(partsOf(event, 'entity'), '4')).toMatchObject([{ what: { identifier: { value: 'pharmacy/ph-0001' } } }]);
    expect(ofType(partsOf(event, 'entity'), '2')).toEqual([]);
  });
});

describe('a CSV', () => {
  it('quotes what needs it, and lets no cell become a formula', () => {
    const [, line] = csvOf([factOf(1, { outcome: '=cmd("x"), or so' })]).split('\r\n');

    expect(line).toContain(`"'=cmd(""x""), or so"`);
  });
});
