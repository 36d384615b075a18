import type { AuditQuery } from '@officine/audit';
import { z } from 'zod';

const text = z.string().min(1).max(256);

/** What a search asks for. In a body, not in a URL: URLs are logged everywhere. */
export const searchRequest = z.strictObject({
  correlationId: text.optional(),
  requestId: text.optional(),
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  vendor: text.optional(),
  pharmacy: text.optional(),
  outcome: text.optional(),
  action: text.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.number().int().min(1).max(10_000).default(100),
});
export type SearchRequest = z.infer<typeof searchRequest>;

/** The query of a search, limited to `vendor` where the reader is. */
export function queryOf(
  { limit: _limit, from, until, vendor: asked, ...exact }: SearchRequest,
  vendor: string | undefined,
): AuditQuery {
  const only = vendor ?? asked;
  return {
    ...(Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined)) as AuditQuery),
    ...(only !== undefined && { vendor: only }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}
