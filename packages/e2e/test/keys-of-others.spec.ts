import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '@officine/devstack';
import { type KeyPair, makeCertificate, makePkcs12 } from '@officine/mysecu-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor } from './support/outside-vendor.ts';

const PHARMACIES = ['ph-modern', 'ph-legacy', 'ph-wrong', 'ph-expired', 'ph-junk', 'ph-none'];
const LEGACY = ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40', '-macalg', 'sha1'];

let folder: string;
let stack: Stack;
let vendor: OutsideVendor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  const issuer = await makeCertificate({ subject: { CN: 'An authority that nobody here knows' }, authority: true });
  const keyPair = (days: number) => makeCertificate({ subject: { CN: 'Invented pharmacy', C: 'LU' }, issuer, days });
  put('ph-modern', makePkcs12(await keyPair(300), 'secret'));
  put('ph-legacy', legacyPkcs12(await keyPair(300)));
  put('ph-wrong', makePkcs12(await keyPair(300), 'another secret'));
  put('ph-expired', makePkcs12(await keyPair(-0.5), 'secret'));
  put('ph-junk', Buffer.from('this is no PKCS#12 file'));
  writeFileSync(join(folder, 'directory.yaml'), directory());
  const env = { OFFICINE_DIRECTORY_FILE: join(folder, 'directory.yaml'), OFFICINE_CREDENTIALS_DIR: join(folder, 'credentials') };
  stack = await startStack({ env: { ...process.env, ...env } });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, stack.vendor);
});

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
  rmSync(folder, { recursive: true });
});

describe("with pharmacies' keys that somebody else made", () => {
  it.each(['ph-modern', 'ph-legacy'])('a check of %s is answered', async (pharmacy) => {
    const { id } = await ask(pharmacy);

    expect((await vendor.result(id)).data.verdict).toMatchObject({ affiliated: true });
  });

  it.each([
    ['ph-wrong', 'certificate-unreadable', /passphrase/],
    ['ph-expired', 'certificate-expired', /expired|^$/],
    ['ph-junk', 'certificate-unreadable', /pkcs12/],
    ['ph-none', 'certificate-unreadable', /no-certificate-file/],
  ])('a check of %s is degraded at once with %s, for that pharmacy alone', async (pharmacy, code, detail) => {
    const start = performance.now();
    const { id } = await ask(pharmacy);
    const { type, data } = await vendor.result(id);
    const tookMs = performance.now() - start;
    const neighbour = await ask('ph-modern');

    expect(type).toBe('lu.officine.check.degraded.v1');
    expect(data.cause).toMatchObject({ code });
    expect(data.cause?.detail ?? '').toMatch(detail);
    expect(tookMs).toBeLessThan(5_000);
    expect((await vendor.result(neighbour.id)).data.verdict).toMatchObject({ affiliated: true });
  });
});

function ask(pharmacy: string) {
  const question = { check: 'affiliation', affiliation: { matricule: '1980010112302' } };
  return vendor.ask({ ...question, pharmacy, user: { id: 'u-42', role: 'pharmacist' }, timeoutMs: 20_000 }, { key: pharmacy });
}

function put(pharmacy: string, pkcs12: Uint8Array): void {
  mkdirSync(join(folder, 'credentials', pharmacy), { recursive: true });
  writeFileSync(join(folder, 'credentials', pharmacy, 'certificate.p12'), pkcs12);
  writeFileSync(join(folder, 'credentials', pharmacy, 'passphrase'), 'secret\n');
}

/** As many authorities still hand them out: RC2-40 and 3DES, which OpenSSL 3 opens no more by default. */
function legacyPkcs12({ cert, key }: KeyPair): Uint8Array {
  writeFileSync(join(folder, 'pair.pem'), `${key}\n${cert}`);
  return execFileSync('openssl', ['pkcs12', '-export', '-in', join(folder, 'pair.pem'), '-passout', 'pass:secret', ...LEGACY]);
}

function directory(): string {
  const pharmacies = PHARMACIES.map((id, index) =>
    JSON.stringify({
      ...{ id, vendor: 'acme', codePrestataire: `9000002${index}`, eHealthId: `123456782${index}`, authentication: 'esante' },
      ...{ services: ['affiliation'], contract: { signed: '2026-01-02', ends: null }, opened: '2020-01-01', closed: null },
      administrator: { name: 'Invented', email: 'invented@pharmacy.example' },
    }),
  );
  const vendors = JSON.stringify([{ id: 'acme', contact: 'support@acme.example', partitions: 6, userAccess: 'vendor' }]);
  return `environment: custom\nvendors: ${vendors}\npharmacies:\n${pharmacies.map((each) => `  - ${each}\n`).join('')}`;
}
