import { createHash } from 'node:crypto';
import { catalogueEntry } from '@officine/contracts';
import { type KnownToken, usable } from './token-state.ts';

/** How long after the last request a pharmacy's token is still renewed ahead of need, ms. */
export const TRAFFIC_MS = 24 * 3_600_000;

/** The part of the lifetime, beyond its half, over which renewals are spread: tokens issued together are not renewed together. */
const SPREAD = 0.1;

/** When a token is to be renewed: at half of its lifetime, later by a jitter that the token's id decides, so that every look agrees. */
export function renewalAt(token: { readonly tokenId: string; readonly issuedAt: string; readonly expiresAt: string }): Date {
  const issued = Date.parse(token.issuedAt);
  const lifetime = Date.parse(token.expiresAt) - issued;
  const jitter = createHash('sha256').update(token.tokenId).digest().readUInt16BE(0) / 0xffff;
  return new Date(issued + lifetime * (0.5 + SPREAD * jitter));
}

/** Whether somebody asked for this pharmacy's token recently enough to keep one ready. */
export function hasTraffic(known: KnownToken, at: Date): boolean {
  return at.getTime() - known.requestedAtMs < TRAFFIC_MS;
}

/** Whether a token must be obtained ahead of need: past its half, or none at all, for a pharmacy with traffic. */
export function isRenewalDue(known: KnownToken, at: Date): boolean {
  const token = usable(known, at);
  return hasTraffic(known, at) && (token === undefined || renewalAt(token).getTime() <= at.getTime());
}

/** Whether a pharmacy with traffic is without a token for a reason that is not its own: a refused credential is its own affair. */
export function isMissing(known: KnownToken, at: Date): boolean {
  if (!hasTraffic(known, at) || usable(known, at) !== undefined) {
    return false;
  }
  const entry = known.state.state === 'unavailable' ? catalogueEntry(known.state.cause.code) : undefined;
  return !(entry?.outcome === 'degraded' && entry.recheck === 'on-change');
}
