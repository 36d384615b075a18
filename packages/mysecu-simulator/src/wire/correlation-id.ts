import { randomBytes } from 'node:crypto';

/** A new correlation id, `Id-` and 24 hexadecimal digits: the handle that mySecu's support asks for (protocol section 1). */
export function newCorrelationId(): string {
  return `Id-${randomBytes(12).toString('hex')}`;
}
