import { X509Certificate } from 'node:crypto';
import type { ControlPharmacy } from '@officine/contracts';
import { certificatesOf } from './certificates-of.ts';
import { credentialFiles, secretIn } from './pharmacy-credentials.ts';

/**
 * The CAs that the simulator has to trust for credentials that somebody else made: the issuers that their PKCS#12 files bring along, and
 * certificates that are their own issuer. TLS servers of Node trust no certificate whose issuer they do not have. Thrown when an issuer
 * is missing: an Error that names the file, at the start rather than as refused connections later.
 */
export function clientAuthorities(credentialsDir: string, pharmacies: readonly ControlPharmacy[]): string[] {
  return pharmacies.flatMap(({ id }) => {
    const { certificateFile, passphraseFile } = credentialFiles(credentialsDir, id);
    const { certificate, issuers } = certificatesOf(certificateFile, secretIn(passphraseFile));
    const authorities = [...issuers, certificate].filter((pem) => isIssuedBy(certificate, pem));
    if (authorities.length === 0) {
      throw new Error(
        `${certificateFile} does not hold the issuer of its certificate, so the simulator cannot verify it. Add the issuer, or leave OFFICINE_CREDENTIALS_DIR unset.`,
      );
    }
    return [...issuers, ...authorities];
  });
}

/** Not `checkIssued`, which wants a CA's key usage: a certificate that is its own issuer is trusted without it. */
function isIssuedBy(certificate: string, issuer: string): boolean {
  return new X509Certificate(certificate).verify(new X509Certificate(issuer).publicKey);
}
