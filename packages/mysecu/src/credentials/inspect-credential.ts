import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { assertStrongRsa } from '../security/trusted-signers.ts';
import { CredentialError } from './credential.ts';
import { type CredentialSource, unpack } from './open-pkcs12.ts';

/** One look at a credential. `unknown`: it could not be looked at with what was given. */
export interface CredentialFinding {
  readonly about: 'file' | 'key' | 'dates' | 'usage' | 'chain' | 'ehealth-id';
  readonly verdict: 'good' | 'bad' | 'unknown';
  readonly says: string;
}

/** What a credential is compared with. */
export interface InspectionOptions {
  readonly at: Date;
  /** PEM: the authorities that its chain must lead to. */
  readonly authorities?: string;
  /** The pharmacy's eHealth ID, 10 digits. */
  readonly eHealthId?: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const DAY_MS = 86_400_000;
/** The first of the notices that vendors get of a certificate's end. */
const SOON_DAYS = 30;
const LONGEST_CHAIN = 8;

/** Looks at a PKCS#12 file before it is used: everything at once, so that one letter to the authority mends all of it. */
export function inspectCredential(source: CredentialSource, options: InspectionOptions): readonly CredentialFinding[] {
  try {
    const { certificate, chain } = unpack(source);
    return [
      good('file', 'opens with its passphrase and holds one key with its certificate'),
      key(certificate),
      dates(certificate, options.at),
      usage(certificate),
      chainTo(certificate, chain, options),
      eHealthId(certificate, options.eHealthId),
    ];
  } catch (error) {
    if (error instanceof CredentialError) return [bad('file', error.details.detail ?? error.reason)];
    throw error;
  }
}

function key(certificate: X509Certificate): CredentialFinding {
  const { asymmetricKeyType = 'unknown', asymmetricKeyDetails } = certificate.publicKey;
  const size = asymmetricKeyDetails?.modulusLength;
  const what = `${asymmetricKeyType.toUpperCase()}${size === undefined ? '' : ` of ${size} bit`}`;
  try {
    assertStrongRsa(certificate.publicKey);
    return good('key', what);
  } catch {
    return bad('key', `${what}; RSA of at least 2048 bit is needed`);
  }
}

function dates({ validFromDate, validToDate }: X509Certificate, at: Date): CredentialFinding {
  const span = `${validFromDate.toISOString()} to ${validToDate.toISOString()}`;
  if (at < validFromDate) return bad('dates', `not valid yet: ${span}`);
  if (at > validToDate) return bad('dates', `expired: ${span}`);
  const days = Math.floor((validToDate.getTime() - at.getTime()) / DAY_MS);
  return good('dates', `${span}, ${days} days left${days <= SOON_DAYS ? ': renew it soon' : ''}`);
}

function usage(certificate: X509Certificate): CredentialFinding {
  if (certificate.ca) return bad('usage', 'the certificate is that of an authority');
  const stated = forge.pki.certificateFromPem(certificate.toString(), false, false).getExtension('keyUsage') as
    | { readonly digitalSignature?: boolean }
    | null
    | undefined;
  if (stated != null && stated.digitalSignature !== true) return bad('usage', 'its key usage does not allow signatures');
  // Node calls it keyUsage; it is the extended one.
  const extended: readonly string[] | undefined = certificate.keyUsage;
  if (extended !== undefined && extended.length > 0 && !extended.includes(CLIENT_AUTHENTICATION)) {
    return bad('usage', 'its extended key usage does not allow the authentication of a client');
  }
  const limits = [stated && 'key usage', extended?.length && 'extended key usage'].filter(Boolean);
  return good(
    'usage',
    `signs, and authenticates a client (${limits.length === 0 ? 'no limits stated' : `by ${limits.join(' and ')}`})`,
  );
}

function chainTo(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  { authorities, at }: InspectionOptions,
): CredentialFinding {
  if (authorities === undefined) return { about: 'chain', verdict: 'unknown', says: 'no authorities were given to compare with' };
  const trusted = [...authorities.matchAll(CERTIFICATE)].map(([pem]) => new X509Certificate(pem));
  const path = [leaf];
  for (let current = leaf; path.length <= LONGEST_CHAIN; ) {
    const anchor = trusted.find((candidate) => isSame(candidate, current) || issued(candidate, current));
    if (anchor !== undefined) return expiredIn([...path, anchor], at) ?? good('chain', `leads to ${nameOf(anchor)}`);
    const next = chain.find((candidate) => issued(candidate, current) && !path.includes(candidate));
    if (next === undefined)
      return bad('chain', `the issuer of ${nameOf(current)} is neither in the file nor among the authorities`);
    path.push(next);
    current = next;
  }
  return bad('chain', 'the chain has no end');
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isSame(a: X509Certificate, b: X509Certificate): boolean {
  return a.fingerprint256 === b.fingerprint256;
}

function expiredIn(path: readonly X509Certificate[], at: Date): CredentialFinding | undefined {
  const late = path.slice(1).find(({ validFromDate, validToDate }) => at < validFromDate || at > validToDate);
  return late === undefined ? undefined : bad('chain', `${nameOf(late)} is not valid at this time`);
}

/** Where an authority puts the number is not public: it is looked for in the whole subject, and any other ten digits are a mismatch. */
function eHealthId({ subject, subjectAltName }: X509Certificate, wanted: string | undefined): CredentialFinding {
  const found = [...`${subject}\n${subjectAltName ?? ''}`.matchAll(/(?<!\d)\d{10}(?!\d)/g)].map(([number]) => number);
  if (wanted === undefined) return { about: 'ehealth-id', verdict: 'unknown', says: 'no eHealth ID was given to compare with' };
  if (found.includes(wanted)) return good('ehealth-id', `the certificate names ${wanted}`);
  return found.length === 0
    ? { about: 'ehealth-id', verdict: 'unknown', says: 'the certificate names no eHealth ID: compare its subject by hand' }
    : bad('ehealth-id', `the certificate names ${found.join(', ')}, the pharmacy has ${wanted}`);
}

function nameOf({ subject }: X509Certificate): string {
  return subject.split('\n').join(', ');
}

function good(about: CredentialFinding['about'], says: string): CredentialFinding {
  return { about, verdict: 'good', says };
}

function bad(about: CredentialFinding['about'], says: string): CredentialFinding {
  return { about, verdict: 'bad', says };
}
