import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { assertStrongRsa } from '../security/trusted-signers.ts';
import { assertCurrent, type Credential, CredentialError } from './credential.ts';

/** A PKCS#12 file's content and what opens it. */
export interface CredentialSource {
  readonly pkcs12: Uint8Array;
  readonly passphrase: string;
}

/**
 * Opens a PKCS#12 file, with modern (PBES2, AES) or legacy (RC2, 3DES) encryption, into native key objects. Costs some tens
 * of milliseconds of key derivation: open once and keep the result.
 * Thrown when it cannot be opened or its certificate is not valid at `at`: {@link CredentialError}.
 */
export async function openCredential(source: CredentialSource, at: Date = new Date()): Promise<Credential> {
  const { certificate, privateKey } = unpack(source);
  const credential = createCredential(certificate, privateKey);
  assertCurrent(credential, at);
  return credential;
}

/** What a PKCS#12 file holds, whatever its key is and whenever its certificate is valid. */
export interface Unpacked {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  /** The other certificates in the file. */
  readonly chain: readonly X509Certificate[];
}

/** Takes a PKCS#12 file apart. Thrown when it cannot be opened, or its key has no certificate: {@link CredentialError}. */
export function unpack(source: CredentialSource): Unpacked {
  const store = open(source);
  const privateKey = onlyPrivateKey(store);
  const all = certificates(store);
  const certificate = all.find((candidate) => candidate.checkPrivateKey(privateKey));
  if (certificate === undefined) throw new CredentialError('no-matching-certificate');
  return { certificate, privateKey, chain: all.filter((other) => other !== certificate) };
}

/** Makes a credential of native objects. Thrown when the key is not RSA of 2048 bit or more: {@link CredentialError}. */
export function createCredential(certificate: X509Certificate, privateKey: KeyObject): Credential {
  try {
    assertStrongRsa(privateKey);
  } catch {
    throw new CredentialError('not-rsa-2048');
  }
  return {
    certificate,
    privateKey,
    expiresAt: certificate.validToDate,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    certificateBase64: certificate.raw.toString('base64'),
  };
}

function open({ pkcs12, passphrase }: CredentialSource): forge.pkcs12.Pkcs12Pfx {
  const asn1 = readAsn1(pkcs12);
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase);
  } catch (error) {
    const macHolds = !isAbout(error, /MAC could not be verified/i);
    if (macHolds && /[^\p{ASCII}]/u.test(passphrase)) return openAsUtf8(asn1, passphrase);
    throw new CredentialError(isAbout(error, /password|MAC|decrypt/i) ? 'wrong-passphrase' : 'not-pkcs12');
  }
}

/**
 * The file's MAC takes the passphrase as UTF-16, its modern encryption (PBES2) as UTF-8; forge knows the first alone. The MAC was
 * verified before, so the second attempt goes without it.
 */
function openAsUtf8(asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  const [version, content] = asn1.value as forge.asn1.Asn1[];
  if (version === undefined || content === undefined) throw new CredentialError('not-pkcs12');
  try {
    return forge.pkcs12.pkcs12FromAsn1({ ...asn1, value: [version, content] }, true, forge.util.encodeUtf8(passphrase));
  } catch {
    throw new CredentialError('wrong-passphrase');
  }
}

/** forge tells its failures apart in their messages alone; those may quote content, so nothing else of them is kept. */
function isAbout(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && pattern.test(error.message);
}

function readAsn1(pkcs12: Uint8Array): forge.asn1.Asn1 {
  try {
    return forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(pkcs12).toString('binary')));
  } catch {
    throw new CredentialError('not-pkcs12');
  }
}

function onlyPrivateKey(store: forge.pkcs12.Pkcs12Pfx): KeyObject {
  const bags = [...bagsOf(store, forge.pki.oids['pkcs8ShroudedKeyBag']), ...bagsOf(store, forge.pki.oids['keyBag'])];
  const [bag, another] = bags;
  if (bag === undefined || another !== undefined) throw new CredentialError('no-private-key');
  const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : undefined;
  // forge reads RSA keys alone: a bag whose key it left aside holds another kind.
  if (asn1 === undefined) throw new CredentialError('not-rsa-2048');
  return createPrivateKey({ key: Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary'), format: 'der', type: 'pkcs8' });
}

function certificates(store: forge.pkcs12.Pkcs12Pfx): X509Certificate[] {
  return bagsOf(store, forge.pki.oids['certBag']).flatMap((bag) => {
    const asn1 = bag.cert ? forge.pki.certificateToAsn1(bag.cert) : bag.asn1;
    return asn1 === undefined ? [] : [new X509Certificate(Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary'))];
  });
}

function bagsOf(store: forge.pkcs12.Pkcs12Pfx, bagType: string | undefined): forge.pkcs12.Bag[] {
  return bagType === undefined ? [] : (store.getBags({ bagType })[bagType] ?? []);
}
