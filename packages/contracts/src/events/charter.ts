import { z } from 'zod';
import { instant, pharmacyId } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

const acceptance = { pharmacy: pharmacyId, user: z.string().min(1).max(128), version: z.string().min(1).max(32) };

/** A user accepted the charter at the counter (framework contract, 2 and 6.1). A barrier in its partition of the requests topic. */
export const charterAccepted = defineEvent({
  type: 'lu.officine.charter.accepted.v1',
  summary: 'A user of a pharmacy accepted a version of the user charter',
  schema: z.object(acceptance),
});
export type CharterAccepted = z.infer<typeof charterAccepted.schema>;

/** Officine recorded the acceptance: checks of this user published after it are no longer refused for the charter. */
export const charterRecorded = defineEvent({
  type: 'lu.officine.charter.recorded.v1',
  summary: 'The acceptance of the user charter is recorded',
  schema: z.object({ ...acceptance, acceptedAt: instant }),
});
export type CharterRecorded = z.infer<typeof charterRecorded.schema>;
