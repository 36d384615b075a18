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
  it('tells a check step by step, with the ids that support asks for and without any person', () => {
    const facts = [
      factOf(3, { requestId: 'r-1', action: 'check.answered' }),
      factOf(1, { requestId: 'r-1', action: 'check.asked' }),
      factOf(2, { requestId: 'r-2' }),
    ];

    const file = supportFileOf('r-1', facts);

    expect(file).toMatchObject({ requestId: 'r-1', vendor: 'acme', correlationIds: ['Id-1', 'Id-3'] });
    expect(file?.steps.map(({ action }) => action)).toEqual(['check.asked', 'check.answered']);
    expect(JSON.stringify(file)).not.toMatch(/-ref-/);
  });

  it('is none for a request that nobody has heard of', () => {
    expect(supportFileOf('r-9', [factOf(1)])).toBeUndefined();
  });
});

describe('a FHIR AuditEvent', () => {
  it('has the elements that R4 and BALP require of a query about a patient', () => {
    const event = fhirAuditEventOf(factOf(1));

    expect(event).toMatchObject({
      resourceType: 'AuditEvent',
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery'] },
      type: { code: 'rest' },
      action: 'E',
      recorded: '2026-11-01T00:00:01.000Z',
      outcome: '0',
      source: { observer: { identifier: { value: 'verification' } } },
    });
    const agents = event['agent'] as { requestor: boolean }[];
    expect(agents.filter(({ requestor }) => requestor)).toHaveLength(1);
    expect(JSON.stringify(event['entity'])).toContain('subject-ref-1');
  });

  it('is a failure where there was no verdict', () => {
    expect(fhirAuditEventOf(factOf(1, { action: 'check.degraded' }))['outcome']).toBe('8');
  });
});

describe('a CSV', () => {
  it('quotes what needs it, and lets no cell become a formula', () => {
    const [, line] = csvOf([factOf(1, { outcome: '=cmd("x"), or so' })]).split('\r\n');

    expect(line).toContain(`"'=cmd(""x""), or so"`);
  });
});
