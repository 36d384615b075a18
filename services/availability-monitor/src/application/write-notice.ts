import type { Environment } from '@officine/contracts';
import type { Incident } from '../domain/incident.ts';
import type { FailureSample, NoticeKind, OutgoingNotice } from './ports.ts';

const SUBJECTS: Readonly<Record<NoticeKind, string>> = {
  'incident.opened': 'mySecu is disturbed',
  'incident.updated': 'mySecu: the disturbance has grown',
  'incident.reopened': 'mySecu is disturbed again',
  'incident.closed': 'mySecu answers again',
  'help-desk': 'Report of a disturbance of mySecu',
  test: 'Test of a notice channel',
};

/** The notice of an incident: small, plain text, without personal data (R21). */
export function writeNotice(id: string, kind: NoticeKind, incident: Incident, environment: Environment): OutgoingNotice {
  return {
    id,
    kind,
    subject: `[${environment}] ${SUBJECTS[kind]}: ${incident.components.join(', ')}`,
    text: [
      SUBJECTS[kind],
      '',
      `Environment: ${environment}`,
      `Components: ${incident.components.join(', ')}`,
      `Since: ${iso(incident.openedAtMs)}`,
      ...(incident.closedAtMs === null
        ? []
        : [`Until: ${iso(incident.closedAtMs)} (${minutes(incident.closedAtMs - incident.openedAtMs)})`]),
      `Incident: ${incident.id}`,
      '',
      'Checks are answered in time meanwhile, as degraded, and asked again by themselves.',
    ].join('\n'),
    data: { environment, incident: publicIncident(incident) },
  };
}

/** The report to the CCSS help desk (framework contract, 3.7): steps, times and correlation ids, no patient data. */
export function writeReport(incident: Incident, failures: readonly FailureSample[], environment: Environment): OutgoingNotice {
  const lines = incident.timeline.map(({ atMs, component, state, cause, note }) =>
    note === undefined
      ? `  ${iso(atMs)}  ${component}: ${state}${cause === undefined ? '' : ` (${cause})`}`
      : `  ${iso(atMs)}  note: ${note}`,
  );
  const samples = failures.map(
    ({ atMs, component, reason, correlationId }) =>
      `  ${iso(atMs)}  ${component}: ${reason}${correlationId === undefined ? '' : `  ${correlationId}`}`,
  );
  return {
    id: `${incident.id}/help-desk`,
    kind: 'help-desk',
    subject: `[${environment}] ${SUBJECTS['help-desk']}: ${incident.components.join(', ')}`,
    text: [
      `mySecu, ${environment} environment: observed from a vendor's back end.`,
      '',
      `Components: ${incident.components.join(', ')}`,
      `Since: ${iso(incident.openedAtMs)}`,
      `Until: ${incident.closedAtMs === null ? 'it lasts' : iso(incident.closedAtMs)}`,
      '',
      'What was observed (UTC):',
      ...lines,
      '',
      samples.length === 0
        ? 'No call got an answer with a correlation id.'
        : 'First failures, with correlation ids where there was an answer:',
      ...samples,
    ].join('\n'),
    data: { environment, incident: publicIncident(incident), failures: samples.length },
  };
}

/** An incident as machines read it, operators' notes included: they are written for the public. */
export function publicIncident({ id, openedAtMs, closedAtMs, components, timeline }: Incident): Record<string, unknown> {
  return {
    id,
    openedAt: iso(openedAtMs),
    closedAt: closedAtMs === null ? null : iso(closedAtMs),
    components,
    timeline: timeline.map(({ atMs, ...entry }) => ({ at: iso(atMs), ...entry })),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function minutes(ms: number): string {
  return `${Math.max(1, Math.round(ms / 60_000))} min`;
}
