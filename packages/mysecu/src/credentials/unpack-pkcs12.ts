import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A PKCS#12 file's content and what opens it. */
export interface CredentialSource {
  readonly pkcs12: Uint8Array;
  readonly passphrase: string;
}

/** What a PKCS#12 file holds, whatever its key is and whenever its certificate is valid. */
export interface Unpacked {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  /** The other certificates in the file. */
  readonly chain: readonly X509Certificate[];
}

/** Why a PKCS#12 file cannot be taken apart. */
export type UnpackReason = 'not-pkcs12' | 'wrong-passphrase' | 'no-private-key' | 'no-matching-certificate' | 'not-rsa-2048';

/** Thrown when a PKCS#12 file cannot be taken apart; says nothing of its content. */
export class UnpackError extends Error {
  override readonly name = 'UnpackError';
  readonly reason: UnpackReason;

  constructor(reason: UnpackReason) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Takes a PKCS#12 file apart (RFC 7292). Needs nothing but Node and forge: it runs on a thread of its own. Thrown when it cannot be opened, or
 * its key has no certificate: {@link UnpackError}.
 */
export function unpackPkcs12(source: CredentialSource): Unpacked {
  const store = open(source);
  const privateKey = onlyPrivateKey(store);
  const all = certificates(store);
  const certificate = all.find((candidate) => candidate.checkPrivateKey(privateKey));
  if (certificate === undefined) throw new UnpackError('no-matching-certificate');
  return { certificate, privateKey, chain: all.filter((other) => other !== certificate) };
}

function open({ pkcs12, passphrase }: CredentialSource): forge.pkcs12.Pkcs12Pfx {
  const asn1 = readAsn1(pkcs12);
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, true, passphrase);
  } catch (error) {
    const macHolds = !isAbout(error, /MAC could not be verified/i);
    if (macHolds && /[^\p{ASCII}]/u.test(passphrase)) return openAsUtf8(asn1, passphrase);
    throw new UnpackError(isAbout(error, /password|MAC|decrypt/i) ? 'wrong-passphrase' : 'not-pkcs12');
  }
}

/**
 * The file's MAC takes the passphrase as UTF-16, its modern encryption (PBES2) as UTF-8; forge knows the first alone. The MAC was
 * verified before, so the second attempt goes without it.
 */
function openAsUtf8(asn1: forge.asn1.Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
  const [version, content] = asn1.value as forge.asn1.Asn1[];
  if (version === undefined || content === undefined) throw new UnpackError('not-pkcs12');
  try {
    return forge.pkcs12.pkcs12FromAsn1({ ...asn1, value: [version, content] }, true, forge.util.encodeUtf8(passphrase));
  } catch {
    throw new UnpackError('wrong-passphrase');
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
    throw new UnpackError('not-pkcs12');
  }
}

function onlyPrivateKey(store: forge.pkcs12.Pkcs12Pfx): KeyObject {
  const bags = [...bagsOf(store, forge.pki.oids['pkcs8ShroudedKeyBag']), ...bagsOf(store, forge.pki.oids['keyBag'])];
  const [bag, another] = bags;
  if (bag === undefined || another !== undefined) throw new UnpackError('no-private-key');
  const asn1 = bag.key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key)) : undefined;
  // forge reads RSA keys alone: a bag whose key it left aside holds another kind.
  if (asn1 === undefined) throw new UnpackError('not-rsa-2048');
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
