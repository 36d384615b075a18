import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlKinds } from '@officine/contracts';
import { type KeyPair, makeCertificate, makePkcs12 } from '@officine/mysecu-simulator';
import forge from 'node-forge';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientAuthorities } from './client-authorities.ts';
import { credentialFiles } from './pharmacy-credentials.ts';
import { writeSecret } from './write-secret.ts';

const pharmacy = controlKinds.pharmacy.schema.parse({
  ...{ id: 'ph-1', vendor: 'acme', codePrestataire: '90000001', eHealthId: '1234567890', opened: '2020-01-01' },
});

function credentialsWith(pkcs12: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'devstack-'));
  writeSecret(credentialFiles(folder, 'ph-1').certificateFile, pkcs12);
  writeSecret(credentialFiles(folder, 'ph-1').passphraseFile, 'secret\n');
  return folder;
}

function pkcs12WithIssuer(leaf: KeyPair, issuer: KeyPair): Uint8Array {
  const certificates = [leaf, issuer].map(({ cert }) => forge.pki.certificateFromPem(cert));
  const asn1 = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(leaf.key), certificates, 'secret', { algorithm: 'aes256' });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

describe('the authorities behind credentials of somebody else', () => {
  let issuer: KeyPair;
  let leaf: KeyPair;
  beforeAll(async () => {
    issuer = await makeCertificate({ subject: { CN: 'Somebody' }, authority: true });
    leaf = await makeCertificate({ subject: { CN: 'A pharmacy' }, issuer });
  });

  it('come out of the PKCS#12 file', () => {
    const [authority] = clientAuthorities(credentialsWith(pkcs12WithIssuer(leaf, issuer)), [pharmacy]);

    expect(authority?.replaceAll(/\s/g, '')).toBe(issuer.cert.replaceAll(/\s/g, ''));
  });

  it('are the certificate itself where it is its own issuer', async () => {
    const own = await makeCertificate({ subject: { CN: 'Self-signed' } });

    expect(clientAuthorities(credentialsWith(makePkcs12(own, 'secret')), [pharmacy])).toHaveLength(1);
  });

  it('are missed at the start, by the name of the file', () => {
    const folder = credentialsWith(makePkcs12(leaf, 'secret'));

    expect(() => clientAuthorities(folder, [pharmacy])).toThrow(/ph-1.certificate\.p12 does not hold the issuer/);
  });
});
