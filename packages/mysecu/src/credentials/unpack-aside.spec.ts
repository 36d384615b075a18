import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePair, type TestPair } from '../../test/support/certificates.ts';
import { UnpackThread } from './unpack-aside.ts';

const passphrase = 'passphrase';
let folder: string;
let pair: TestPair;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aside-'));
  pair = makePair('Sample Pharmacy');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('a PKCS#12 file that is opened aside', () => {
  it('gives its certificate and its private key', async () => {
    const { certificate, privateKey, chain } = await new UnpackThread().unpack({ pkcs12: exported(1), passphrase });

    expect(certificate.subject).toBe('CN=Sample Pharmacy');
    expect(certificate.checkPrivateKey(privateKey)).toBe(true);
    expect(chain).toEqual([]);
  });

  it('holds nobody up, however many rounds its key derivation has', async () => {
    let isOpen = false;
    const opening = new UnpackThread().unpack({ pkcs12: exported(20_000), passphrase }).then(() => {
      isOpen = true;
    });

    let turns = 0;
    for (; !isOpen; turns += 1) {
      await turn();
    }

    await opening;
    expect(turns).toBeGreaterThan(100);
  });

  it('tells why it cannot be opened, and the next one is opened all the same', async () => {
    const thread = new UnpackThread();
    const pkcs12 = exported(1);

    const outcomes = await Promise.allSettled([
      thread.unpack({ pkcs12, passphrase: 'wrong' }),
      thread.unpack({ pkcs12: Buffer.from('no such thing'), passphrase }),
      thread.unpack({ pkcs12, passphrase }),
    ]);

    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { reason: 'wrong-passphrase' } },
      { status: 'rejected', reason: { reason: 'not-pkcs12' } },
      { status: 'fulfilled' },
    ]);
  });

  it('is opened here where no thread can run', async () => {
    const thread = new UnpackThread(new URL('data:text/javascript,throw new Error("no thread")'));
    const pkcs12 = exported(1);

    const outcomes = await Promise.allSettled([
      thread.unpack({ pkcs12, passphrase }),
      thread.unpack({ pkcs12, passphrase: 'wrong' }),
    ]);

    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { certificate: { subject: 'CN=Sample Pharmacy' } } },
      { status: 'rejected', reason: { reason: 'wrong-passphrase' } },
    ]);
  });
});

function exported(rounds: number): Buffer {
  const [key, cert, out] = ['key.pem', 'cert.pem', `${rounds}.p12`].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(key, pair.key);
  writeFileSync(cert, pair.cert);
  const options = ['-inkey', key, '-in', cert, '-out', out, '-passout', `pass:${passphrase}`, '-iter', String(rounds)];
  execFileSync('openssl', ['pkcs12', '-export', ...options]);
  return readFileSync(out);
}
