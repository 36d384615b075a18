import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePair, type TestPair } from '../../test/support/certificates.ts';
import { openCredential } from './open-pkcs12.ts';

const at = new Date('2026-11-24T12:00:00Z');
const passphrase = 'pässphrase with spaces';
let folder: string;
let pair: TestPair;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pkcs12-'));
  pair = makePair('Sample Pharmacy');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a PKCS#12 file', () => {
  it.each([
    ['modern AES-256 with a SHA-256 MAC', ['-keypbe', 'AES-256-CBC', '-certpbe', 'AES-256-CBC', '-macalg', 'sha256']],
    ['legacy RC2 and 3DES', ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1']],
    ['legacy RC2 for the key too', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-40', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1']],
    ['3DES for both', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
  ])('opens with %s', async (_, options) => {
    const credential = await openCredential({ pkcs12: exported(pair, options), passphrase }, at);

    expect(credential.certificate.checkPrivateKey(credential.privateKey)).toBe(true);
    expect(credential.certificate.toString()).toBe(pair.cert.replaceAll('\r', ''));
    expect(credential.expiresAt).toEqual(new Date('2046-01-01T00:00:00Z'));
    expect(credential.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it('picks the certificate of its key among those of a chain', async () => {
    writeFileSync(join(folder, 'chain.pem'), makePair('Some Authority').cert);

    const credential = await openCredential({ pkcs12: exported(pair, ['-certfile', join(folder, 'chain.pem')]), passphrase }, at);

    expect(credential.certificate.subject).toBe('CN=Sample Pharmacy');
  });

  it('tells a wrong passphrase from a damaged file, and says neither passphrase nor content', async () => {
    const pkcs12 = exported(pair, []);

    await expect(openCredential({ pkcs12, passphrase: 'wrong' }, at)).rejects.toMatchObject({
      code: 'certificate-unreadable',
      reason: 'wrong-passphrase',
      message: expect.not.stringContaining('wrong"'),
    });
    await expect(openCredential({ pkcs12: Buffer.from('no such thing'), passphrase }, at)).rejects.toMatchObject({
      code: 'certificate-unreadable',
      reason: 'not-pkcs12',
    });
    await expect(openCredential({ pkcs12: pkcs12.subarray(0, pkcs12.length / 2), passphrase }, at)).rejects.toMatchObject({
      code: 'certificate-unreadable',
    });
  });

  it('is refused before and after the days of its certificate', async () => {
    const source = { pkcs12: exported(pair, []), passphrase };

    await expect(openCredential(source, new Date('2047-01-01T00:00:00Z'))).rejects.toMatchObject({
      code: 'certificate-expired',
      reason: 'expired',
    });
    await expect(openCredential(source, new Date('2025-01-01T00:00:00Z'))).rejects.toMatchObject({
      code: 'certificate-expired',
      reason: 'not-yet-valid',
    });
  });

  it('is refused with a key below 2048 bit', async () => {
    const weak = makePair('Weak Pharmacy', { bits: 1024 });

    await expect(openCredential({ pkcs12: exported(weak, []), passphrase }, at)).rejects.toMatchObject({
      reason: 'not-rsa-2048',
    });
  });
});

function exported({ key, cert }: TestPair, options: readonly string[]): Buffer {
  const [keyFile, certFile, output] = ['key.pem', 'cert.pem', 'out.p12'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(keyFile, key);
  writeFileSync(certFile, cert);
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    '-inkey',
    keyFile,
    '-in',
    certFile,
    '-out',
    output,
    '-passout',
    `pass:${passphrase}`,
    ...options,
  ]);
  return readFileSync(output);
}
