import { z } from 'zod';

const keyInfoForm = z.enum(['security-token-reference', 'x509-data']);
/** How the signer's certificate is named inside `ds:KeyInfo` (protocol, section 3.3). */
export type KeyInfoForm = z.infer<typeof keyInfoForm>;

const faultCodes = z.array(z.string().regex(/^\w+:\w+$/, 'must be prefix:LocalName with the prefix soap, wsse, wsu or wst'));

/**
 * What is not public about the wire (protocol, section 3.5), as data: the content of `MYSECU_WIRE_FILE`, JSON. Every member
 * may be left out; the defaults are what public clients do, or the cautious reading.
 */
export const wireProfile = z.strictObject({
  soapAction: z
    .strictObject({
      identity: z.string().default('http://www.oasis-open.org/committees/security'),
      token: z.string().default(''),
      get: z.string().default('exchange'),
      cancel: z.string().default(''),
    })
    .prefault({})
    .describe('SOAPAction of each call, without the quotes. One public client sends an empty one on token and business calls'),
  keyInfo: z
    .strictObject({
      identity: keyInfoForm.default('security-token-reference'),
      token: keyInfoForm.default('security-token-reference'),
      get: keyInfoForm.default('security-token-reference'),
      cancel: keyInfoForm.default('security-token-reference'),
    })
    .prefault({})
    .describe('Form of ds:KeyInfo in our own messages'),
  authnRequestBaseUrl: z
    .url()
    .optional()
    .describe("Issuer and AssertionConsumerServiceURL; default: the business service's origin"),
  claimUri: z
    .string()
    .default('http://ws.mysecu.lu/trust/prodo/espaceid')
    .describe('Uri of the claim that carries the provider code'),
  tokenType: z.string().default('http://ws.mySecu.lu/trust/token/bst').describe('TokenType asked for, and ValueType demanded'),
  assertionPosition: z
    .enum(['before-signature', 'after-signature'])
    .default('before-signature')
    .describe('Where the assertion stands in the header of a token request'),
  assertionIssuer: z.string().optional().describe('Issuer demanded of an assertion; without it the signer alone decides'),
  assertionAudience: z
    .string()
    .optional()
    .describe('Audience that an assertion must name if it names any; default: the base URL of the AuthnRequest'),
  tokenAnswersSigned: z
    .boolean()
    .default(false)
    .describe('Refuse token answers without a signature; one that is there is always verified'),
  tokenLifetimeMs: z.int().min(1_000).default(300_000).describe('Taken where an answer tells no lifetime'),
  clockSkewMs: z.int().min(0).max(300_000).default(60_000).describe("Tolerance for an assertion's conditions"),
  timestampLifetimeMs: z.int().min(1_000).default(300_000).describe('Created to Expires in our own Timestamp'),
  faults: z
    .strictObject({
      tokenRefused: faultCodes.default([
        'wsse:InvalidSecurityToken',
        'wsse:SecurityTokenUnavailable',
        'wsse:FailedAuthentication',
        'wsu:MessageExpired',
        'wst:ExpiredData',
        'wst:InvalidSecurityToken',
      ]),
      authenticationRefused: faultCodes.default([
        'wsse:FailedAuthentication',
        'wsse:InvalidSecurityToken',
        'wsse:FailedCheck',
        'wsse:InvalidSecurity',
        'wst:FailedAuthentication',
        'wst:InvalidSecurityToken',
        'wst:AuthenticationBadElements',
        'wst:InvalidScope',
      ]),
      blocked: faultCodes.default(['wst:RequestFailed', 'soap:Client', 'soap:Server']),
      blockedText: z
        .string()
        .default('block|bloqu|gesperrt|suspend')
        .describe('Pattern that the text of such a fault matches as well'),
    })
    .prefault({})
    .describe('What fault codes mean; the rest is a technical fault'),
});

/** The wire profile with its defaults filled in. */
export type WireProfile = z.output<typeof wireProfile>;

/** Reads a wire profile from parsed JSON. Thrown when it has an unknown member or a wrong value: Error that lists each by its path. */
export function parseWireProfile(json: unknown): WireProfile {
  const parsed = wireProfile.safeParse(json ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(
    `the wire profile is not valid: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
  );
}
