import { type AuditRecorded, canonicalJson } from '@officine/contracts';
import { z } from 'zod';
import type { ContentRecord, SearchFields } from './records.ts';

/** An audit event with its place, its people already behind salted references. */
export interface AuditFact {
  readonly id: string;
  readonly source: string;
  readonly chain: string;
  readonly offset: number;
  readonly data: FactData;
}

/** The event's data; `user` and `subject` are SHA-256(salt ‖ pseudonym) in base64url. */
export type FactData = Omit<AuditRecorded, 'user' | 'subject'> & { readonly user?: string; readonly subject?: string };

/** The record of a fact: its canonical bytes and what is searched. */
export function contentOf(fact: AuditFact): ContentRecord {
  const { id, chain, offset, data } = fact;
  return { _id: id, chain, offset, canonical: canonicalJson(fact), ...searchFieldsOf(data) };
}

/** What of a fact can be searched. */
export function searchFieldsOf(data: FactData): SearchFields {
  const { at, action, vendor, pharmacy, user, subject, requestId, correlationId, traceId, outcome } = data;
  return {
    at: new Date(at),
    action,
    ...(vendor !== undefined && { vendor }),
    ...(pharmacy !== undefined && { pharmacy }),
    ...(user !== undefined && { user }),
    ...(subject !== undefined && { subject }),
    ...(requestId !== undefined && { requestId }),
    ...(correlationId !== undefined && { correlationId }),
    ...(traceId !== undefined && { traceId }),
    ...(outcome !== undefined && { outcome }),
  };
}

const envelope = z.object({
  id: z.string(),
  source: z.string(),
  chain: z.string(),
  offset: z.number(),
  data: z.looseObject({ at: z.string(), action: z.string() }),
});

/** The fact that canonical bytes hold; undefined when they hold none: somebody wrote them who is not us. */
export function factIn(canonical: string): AuditFact | undefined {
  try {
    const parsed = envelope.safeParse(JSON.parse(canonical));
    return parsed.success ? (parsed.data as unknown as AuditFact) : undefined;
  } catch {
    return undefined;
  }
}
