import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { controlKinds } from '@officine/contracts';
import { makeCertificate } from '@officine/mysecu-simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { credentialFiles, makeCredentials, readCredential } from './pharmacy-credentials.ts';

const pharmacy = (id: string, authentication: string) =>
  controlKinds.pharmacy.schema.parse({
    ...{ id, authentication, vendor: 'acme', codePrestataire: '90000001', eHealthId: '1234567890', opened: '2020-01-01' },
  });

describe("a pharmacy's credential", () => {
  const folder = mkdtempSync(join(tmpdir(), 'devstack-'));
  const [esante, userName] = [pharmacy('ph-1', 'esante'), pharmacy('ph-2', 'username-token')];
  let issuer: Awaited<ReturnType<typeof makeCertificate>>;
  beforeAll(async () => {
    issuer = await makeCertificate({ subject: { CN: 'Test CA' }, authority: true });
    await makeCredentials(folder, [esante, userName], issuer);
  });

  it('is a PKCS#12 that Node can use for TLS with its passphrase, for this user alone to read', () => {
    const { certificateFile, passphraseFile } = credentialFiles(folder, 'ph-1');

    expect(() =>
      createSecureContext({ pfx: readFileSync(certificateFile), passphrase: readFileSync(passphraseFile, 'utf8') }),
    ).not.toThrow();
    expect(statSync(certificateFile).mode & 0o777).toBe(0o600);
  });

  it('tells the simulator its certificate, signed by the CA of the platform', async () => {
    const { certificate, username } = await readCredential(folder, esante);

    expect(new X509Certificate(certificate).checkIssued(new X509Certificate(issuer.cert))).toBe(true);
    expect(username).toBeUndefined();
  });

  it('has a username and a password where the pharmacy authenticates so', async () => {
    expect(await readCredential(folder, userName)).toMatchObject({
      username: 'user-90000001',
      password: expect.stringMatching(/.{20}/),
    });
    expect(existsSync(credentialFiles(folder, 'ph-1').usernameFile)).toBe(false);
  });

  it('that cannot be used is named by its file and the reason, without its content', async () => {
    const { certificateFile, passphraseFile } = credentialFiles(folder, 'ph-2');
    writeFileSync(passphraseFile, 'wrong');

    await expect(readCredential(folder, userName)).rejects.toThrow(
      `${certificateFile} cannot be used: wrong-passphrase: the passphrase does not open the PKCS#12 file`,
    );
    await expect(readCredential(folder, pharmacy('ph-3', 'esante'))).rejects.toThrow(
      /ph-3.certificate\.p12 cannot be used: ENOENT/,
    );
  });
});
