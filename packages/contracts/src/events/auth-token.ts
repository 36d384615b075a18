import { z } from 'zod';
import { errorCode } from '../errors/catalogue.ts';
import { STEPS } from '../errors/officine-error.ts';
import { instant, pharmacyId } from '../identifiers.ts';
import { defineEvent } from './define-event.ts';

/** Somebody needs a mySecu token of a pharmacy. Ignored past its deadline, or when a valid token other than the refused one exists. */
export const tokenRequested = defineEvent({
  type: 'lu.officine.auth.token-requested.v1',
  summary: 'A mySecu session token of a pharmacy is needed',
  schema: z.object({
    pharmacy: pharmacyId,
    refusedTokenId: z.string().optional().describe('The token that mySecu refused: forces one refresh'),
    deadline: instant,
  }),
});
export type TokenRequested = z.infer<typeof tokenRequested.schema>;

const validity = { pharmacy: pharmacyId, issuedAt: instant };

/** A token, or why there is none. On the wire the whole data is one JWE (dir, A256GCM, key id). */
export const tokenIssued = defineEvent({
  type: 'lu.officine.auth.token-issued.v1',
  summary: 'The mySecu session token of a pharmacy, or the reason why there is none now',
  schema: z.discriminatedUnion('state', [
    z.object({
      ...validity,
      state: z.literal('valid'),
      tokenId: z.string().describe('Not secret: a digest of the token'),
      token: z.string().describe('The wsse:BinarySecurityToken exactly as received, namespaces in scope carried over'),
      expiresAt: instant,
      certificate: z
        .string()
        .optional()
        .describe('SHA-256 of the certificate that it is bound to, hex: calls with it are signed by that key'),
      correlationId: z.string().optional(),
      traceparent: z.string().optional().describe('Of the request that the token was made for: a span link of later ones'),
    }),
    z.object({
      ...validity,
      state: z.literal('unavailable'),
      cause: z.object({
        code: errorCode,
        step: z.enum(STEPS),
        detail: z.string().optional(),
        correlationId: z.string().optional(),
      }),
      retryAt: instant.describe('auth-token asks again no earlier'),
    }),
  ]),
});
export type TokenIssued = z.infer<typeof tokenIssued.schema>;
