import { z } from 'zod';
import { instant, pharmacyId } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

const access = {
  pharmacy: pharmacyId,
  user: z.string().min(1).max(128).describe("The vendor's own opaque id of the person, as in `user.id` of a check"),
  by: z.string().min(1).max(128).optional().describe('Who decided it: the administrator of the pharmacy, or who acts for them'),
  at: instant.optional().describe('When it was decided'),
};

/** A user may ask in a pharmacy's name (framework contract, 4.1 and 4.2). Control key `access/<pharmacy>/<user>`. */
export const accessGranted = defineEvent({
  type: 'lu.officine.access.granted.v1',
  summary: 'A user of a pharmacy was given access; counts where the vendor has `userAccess: explicit`',
  schema: z.object({ ...access, access: z.literal('granted').default('granted') }),
});
export type AccessGranted = z.infer<typeof accessGranted.schema>;

/** A user may no longer ask. Under the same key as the grant: the last word counts, and who took it back stays readable. */
export const accessRevoked = defineEvent({
  type: 'lu.officine.access.revoked.v1',
  summary: 'Access was taken from a user of a pharmacy',
  schema: z.object({ ...access, access: z.literal('revoked').default('revoked') }),
});
export type AccessRevoked = z.infer<typeof accessRevoked.schema>;

/** The last word on a user's access. */
export type ControlAccess = AccessGranted | AccessRevoked;

/** The id of a user's access in control: `<pharmacy>/<user>`. */
export function accessId({ pharmacy, user }: { readonly pharmacy: string; readonly user: string }): string {
  return `${pharmacy}/${user}`;
}
