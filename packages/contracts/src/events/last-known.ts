import { z } from 'zod';
import { check, instant } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

/** A verdict that may be shown, with its age, while mySecu is away. Only under a vendor's written consent; never a verdict of its own. */
export const verdictKept = defineEvent({
  type: 'lu.officine.check.verdict-kept.v1',
  summary: 'The last verified verdict of one question',
  schema: z.object({
    check,
    at: instant.describe('When mySecu said so'),
    sealed: z.string().describe('The verdict as JWE (dir, A256GCM)'),
  }),
});
export type VerdictKept = z.infer<typeof verdictKept.schema>;
