import { randomUUID } from 'node:crypto';

/** A new id for one element of one message. Random, so that no two messages share a signature; a letter first, as XML demands. */
export function newId(kind: string): string {
  return `${kind}-${randomUUID()}`;
}
