import { createHash } from 'node:crypto';
import {
  type CheckAnswered,
  type CheckDegraded,
  type CheckRejected,
  canonicalJson,
  catalogueEntry,
  checkAnswered,
  checkDegraded,
  checkRejected,
  type ErrorCode,
  type EventRecord,
  encodeEvent,
} from '@officine/contracts';

/** A request as it was published. */
export interface Published {
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

export interface ResultOptions {
  /** CloudEvents id of the result. */
  readonly id?: string;
  readonly supersedes?: string;
}

/** What Officine answers to a published request of the affiliation check. */
export function anAnswerTo(
  request: Published,
  { id = 'result-1', supersedes, affiliated = true }: ResultOptions & { affiliated?: boolean } = {},
): EventRecord {
  const { requestId, data, extensions } = read(request);
  const answered: CheckAnswered = {
    ...commonOf(requestId, data),
    check: 'affiliation',
    pharmacy: data.pharmacy,
    verdict: {
      affiliated,
      state: affiliated ? 'affiliated' : 'not-affiliated',
      person: { matricule: data.affiliation.matricule, lastName: 'Invented', firstName: 'Person' },
    },
    anomalies: [],
    answer: { state: 'A' },
    ...(supersedes && { supersedes }),
  };
  return encodeEvent(checkAnswered, { id, source: '/test', subject: requestId, extensions, data: answered });
}

export function aDegradedTo(request: Published, { id = 'degraded-1' }: ResultOptions = {}): EventRecord {
  const { requestId, data, extensions } = read(request);
  const degraded: CheckDegraded = {
    ...commonOf(requestId, data),
    cause: { code: 'mysecu-timeout', step: 'get', retryable: true },
    advice: catalogueEntry('mysecu-timeout').advice,
    recheck: { until: '2026-11-25T08:00:00Z' },
  };
  return encodeEvent(checkDegraded, { id, source: '/test', subject: requestId, extensions, data: degraded });
}

export function aRejectionOf(
  request: Published,
  code: ErrorCode,
  { id = 'rejected-1', supersedes }: ResultOptions = {},
): EventRecord {
  const { requestId, data, extensions } = read(request);
  const rejected: CheckRejected = {
    ...commonOf(requestId, data),
    cause: { code, step: 'authorise', retryable: false },
    advice: catalogueEntry(code).advice,
    ...(supersedes && { supersedes }),
  };
  return encodeEvent(checkRejected, { id, source: '/test', subject: requestId, extensions, data: rejected });
}

/** The same event in structured mode, as another producer might write it. */
export function structured({ headers, value }: EventRecord): EventRecord {
  const attributes = Object.entries(headers).flatMap(([name, text]) => (name.startsWith('ce_') ? [[name.slice(3), text]] : []));
  const event = { ...Object.fromEntries(attributes), data: JSON.parse(String(value)) };
  return { headers: { 'content-type': 'application/cloudevents+json' }, value: Buffer.from(JSON.stringify(event)) };
}

interface AffiliationAsked {
  readonly check: 'affiliation';
  readonly pharmacy: string;
  readonly affiliation: { readonly matricule: string };
}

function read({ headers, value }: Published): { requestId: string; data: AffiliationAsked; extensions: Record<string, string> } {
  const requestId = headers['ce_id'] ?? '';
  const data: AffiliationAsked = JSON.parse(String(value));
  const requesthash = createHash('sha256')
    .update(`${requestId}\n${canonicalJson(data)}`)
    .digest('hex');
  return { requestId, data, extensions: { requesthash, sourceposition: '0:0' } };
}

function commonOf(requestId: string, { check, pharmacy }: AffiliationAsked) {
  const timings = { receivedAt: '2026-11-24T08:00:00Z', concludedAt: '2026-11-24T08:00:01Z' };
  return { requestId, check, pharmacy, environment: 'custom' as const, attempt: 1, correlationId: 'Id-1', timings };
}
