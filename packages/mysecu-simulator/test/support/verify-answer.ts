import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { DSIG, SAML, SOAP } from '../../src/wire/namespaces.ts';

/** What xml-crypto found signed in an answer, as canonical texts; undefined when the signature does not hold. */
export function signedParts(answer: string, certificatePem: string): readonly string[] | undefined {
  const document = new DOMParser().parseFromString(answer, 'text/xml');
  const signature = document.getElementsByTagNameNS(DSIG, 'Signature').item(0);
  if (signature === null) return undefined;
  const check = new SignedXml({ publicCert: certificatePem });
  try {
    check.loadSignature(signature as never);
    return check.checkSignature(answer) ? check.getSignedReferences() : undefined;
  } catch {
    return undefined;
  }
}

/** Whether xmlsec1 is on this machine. */
export function hasXmlsec1(): boolean {
  try {
    execFileSync('xmlsec1', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** xmlsec1's verdict on an answer. Thrown when it does not verify. */
export function verifyWithXmlsec1(answer: string, caPem: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  try {
    writeFileSync(join(folder, 'ca.pem'), caPem);
    writeFileSync(join(folder, 'answer.xml'), answer);
    const ids = [
      ['Id', `${SOAP}:Body`],
      ['Id', `${DSIG}:KeyInfo`],
      ['ID', `${SAML}:Assertion`],
    ].flatMap(([attribute, element]) => [`--id-attr:${attribute}`, `${element}`]);
    const args = ['--verify', '--enabled-key-data', 'x509', '--trusted-pem', 'ca.pem', ...ids, 'answer.xml'];
    execFileSync('xmlsec1', args, { cwd: folder, stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
