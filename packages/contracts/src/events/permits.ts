import { z } from 'zod';
import { defineEvent } from './define-event.ts';

const slots = 24;

/** A replica has more to ask than its share of the rate lets it. The event's id is the wish's. */
export const permitsWanted = defineEvent({
  type: 'lu.officine.permits.wanted.v1',
  summary: 'A replica of verification would use more than its share of the rate towards mySecu',
  schema: z.object({
    replica: z.uuid(),
    slots: z.number().int().min(1).max(slots).describe('How many slots more than its own'),
    backlog: z
      .object({ slots: z.number().int().min(0).max(slots), checks: z.number().int().min(0) })
      .optional()
      .describe('The slots that it owns, and the checks that it has to ask again'),
  }),
});
export type PermitsWanted = z.infer<typeof permitsWanted.schema>;

/** A replica does without slots that it owns for two seconds, which the borrower counts from its wish. */
export const permitsLent = defineEvent({
  type: 'lu.officine.permits.lent.v1',
  summary: 'A replica of verification lends slots of its share of the rate towards mySecu',
  schema: z.object({
    wish: z.uuid().describe('The id of the event that is answered'),
    slots: z
      .array(
        z
          .number()
          .int()
          .min(0)
          .max(slots - 1),
      )
      .min(1),
  }),
});
export type PermitsLent = z.infer<typeof permitsLent.schema>;
