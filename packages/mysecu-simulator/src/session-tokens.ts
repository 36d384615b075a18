import { createHash, randomBytes } from 'node:crypto';
import type { Peer } from './pharmacies.ts';
import { Refusal } from './wire/refusal.ts';

interface Session {
  readonly pharmacy: string;
  readonly certificateBase64: string;
  readonly expiresAt: number;
}

/** The session tokens in force; kept by hash, as a server would. */
export interface SessionTokens {
  /** Makes a token for this pharmacy and certificate, base64. */
  issue(peer: Peer, expiresAt: Date): string;
  /** Thrown when the token is unknown, expired, cancelled or another certificate's: a {@link Refusal} `wsse:InvalidSecurityToken`. */
  assertValid(token: string, peer: Peer, now: Date): void;
  cancel(token: string): void;
  /** Ends all tokens of a pharmacy, or all there are; how many it ended. */
  revoke(pharmacy?: string): number;
}

export function createSessionTokens(): SessionTokens {
  const sessions = new Map<string, Session>();
  const keyOf = (token: string): string => createHash('sha256').update(token).digest('base64');
  return {
    issue(peer, expiresAt) {
      const token = randomBytes(48).toString('base64');
      sessions.set(keyOf(token), {
        pharmacy: peer.pharmacy.id,
        certificateBase64: peer.certificateBase64,
        expiresAt: expiresAt.getTime(),
      });
      return token;
    },
    assertValid(token, peer, now) {
      const session = sessions.get(keyOf(token));
      if (session === undefined)
        throw new Refusal('wsse:InvalidSecurityToken', 'the session token is not known, or was cancelled');
      if (session.certificateBase64 !== peer.certificateBase64) {
        throw new Refusal('wsse:InvalidSecurityToken', 'the session token was issued to another certificate');
      }
      if (session.expiresAt <= now.getTime()) {
        sessions.delete(keyOf(token));
        throw new Refusal('wsse:InvalidSecurityToken', 'the session token has expired');
      }
    },
    cancel: (token) => void sessions.delete(keyOf(token)),
    revoke(pharmacy) {
      const doomed = [...sessions].filter(([, session]) => pharmacy === undefined || session.pharmacy === pharmacy);
      for (const [key] of doomed) sessions.delete(key);
      return doomed.length;
    },
  };
}
