import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import forge from 'node-forge';

/** What a PKCS#12 file holds beside its private key. All PEM. */
export interface Pkcs12Certificates {
  /** The one that belongs to the private key. */
  readonly certificate: string;
  /** The others: its issuers. */
  readonly issuers: readonly string[];
}

/**
 * The certificates of a PKCS#12 file. Node opens PKCS#12 for TLS only and does not show what is inside. Thrown when the file or its
 * passphrase is wrong, or it has no certificate of its key: an Error that names the file.
 */
export function certificatesOf(file: string, passphrase: string): Pkcs12Certificates {
  const { key, certificates } = open(file, passphrase);
  const isOwn = (pem: string) => new X509Certificate(pem).checkPrivateKey(createPrivateKey(key));
  const certificate = certificates.find(isOwn);
  if (certificate === undefined) {
    throw new Error(`${file} holds no certificate of its private key`);
  }
  return { certificate, issuers: certificates.filter((pem) => pem !== certificate) };
}

function open(file: string, passphrase: string): { key: string; certificates: string[] } {
  try {
    const der = forge.util.createBuffer(readFileSync(file).toString('binary'));
    const content = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), passphrase);
    const bagType = forge.pki.oids['certBag'] ?? '';
    const bags = content.getBags({ bagType })[bagType] ?? [];
    const certificates = bags.flatMap(({ cert }) => (cert ? [forge.pki.certificateToPem(cert)] : []));
    return { key: firstKey(content), certificates };
  } catch {
    // What forge says may quote content of the file: its own words stay here.
    throw new Error(`${file} cannot be opened with its passphrase`);
  }
}

function firstKey(content: forge.pkcs12.Pkcs12Pfx): string {
  for (const oid of ['pkcs8ShroudedKeyBag', 'keyBag']) {
    const bagType = forge.pki.oids[oid] ?? '';
    const key = content.getBags({ bagType })[bagType]?.[0]?.key;
    if (key) {
      return forge.pki.privateKeyToPem(key);
    }
  }
  throw new Error('no private key');
}
