import { createHash } from 'node:crypto';

/** A person as services name them: HMAC-SHA-256 (base64url) under the key `kid`. */
export interface PersonPseudonym {
  readonly kid: string;
  readonly hmac: string;
}

/** The key of a pseudonym in `audit_subjects`. */
export function subjectIdOf({ kid, hmac }: PersonPseudonym): string {
  return `${kid}:${hmac}`;
}

/** How content names a person: SHA-256(salt ‖ pseudonym), base64url. Without the salt it leads to nobody. */
export function referenceOf(salt: Uint8Array, subjectId: string): string {
  return createHash('sha256').update(salt).update(subjectId).digest('base64url');
}
