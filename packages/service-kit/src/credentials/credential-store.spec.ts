import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfficineError } from '@officine/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CredentialStore } from './credential-store.ts';

const TOMORROW_MS = Date.parse('2026-11-25T00:00:00Z');

interface Fake {
  readonly opened: string;
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

let folder: string;
let nowMs: number;
let openings: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  nowMs = Date.parse('2026-11-24T08:00:00Z');
  openings = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function put(pharmacy: string, files: Record<string, string>, at = 1): Promise<void> {
  await mkdir(join(folder, pharmacy), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, pharmacy, name), content);
    await utimes(join(folder, pharmacy, name), at, at);
  }
}

function aStore(): CredentialStore<Fake> {
  const open = ({ pkcs12, passphrase }: { pkcs12: Uint8Array; passphrase: string }): Promise<Fake> => {
    const opened = Buffer.from(pkcs12).toString();
    openings.push(opened);
    if (opened === 'tomorrow' && nowMs < TOMORROW_MS) {
      return Promise.reject(
        new OfficineError('certificate-expired', { step: 'identity', detail: 'not-yet-valid: the certificate is not valid yet' }),
      );
    }
    return passphrase === 'right'
      ? Promise.resolve({ opened, fingerprint: `fp-${opened}`, expiresAt: new Date('2026-12-01T00:00:00Z') })
      : Promise.reject(new OfficineError('certificate-unreadable', { step: 'identity', detail: 'wrong-passphrase' }));
  };
  return new CredentialStore(folder, open, () => nowMs);
}

describe('the credential store', () => {
  it('opens a file at first use and once, however many ask', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right\n' });
    const store = aStore();
    expect(openings).toEqual([]);

    const all = await Promise.all([store.of('ph-0001'), store.of('ph-0001'), store.of('ph-0001')]);

    expect(all.map(({ credential }) => credential.opened)).toEqual(['one', 'one', 'one']);
    expect(openings).toEqual(['one']);
  });

  it('opens a replaced file without a restart (R18)', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');

    await put('ph-0001', { 'certificate.p12': 'two' }, 2);
    nowMs += 1_000;

    expect((await store.of('ph-0001')).credential.opened).toBe('two');
  });

  it('opens a certificate that was put there ahead of its time once its time has come, with the former one until then', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');
    await put('ph-0001', { 'certificate.p12': 'tomorrow' }, 2);
    nowMs += 1_000;
    expect((await store.of('ph-0001')).credential.opened).toBe('one');
    expect((await store.problem('ph-0001'))?.details.detail).toContain('not-yet-valid');

    nowMs = TOMORROW_MS;

    expect((await store.of('ph-0001')).credential.opened).toBe('tomorrow');
    expect(openings).toEqual(['one', 'tomorrow', 'tomorrow']);
  });

  it('makes one pharmacy’s bad file that pharmacy’s error, and opens it no second time until it changes', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'wrong' });
    await put('ph-0002', { 'certificate.p12': 'two', passphrase: 'right' });
    const store = aStore();

    for (const _attempt of [1, 2, 3]) {
      await expect(store.of('ph-0001')).rejects.toMatchObject({
        code: 'certificate-unreadable',
        details: { detail: 'wrong-passphrase' },
      });
      nowMs += 1_000;
    }
    expect((await store.of('ph-0002')).credential.opened).toBe('two');
    expect(openings).toEqual(['one', 'two']);

    await put('ph-0001', { passphrase: 'right' }, 2);
    nowMs += 1_000;
    expect((await store.of('ph-0001')).credential.opened).toBe('one');
  });

  it('names the file that is missing', async () => {
    await put('ph-0001', { 'certificate.p12': 'one' });

    await expect(aStore().of('ph-0001')).rejects.toMatchObject({ details: { detail: 'no-passphrase-file' } });
    await expect(aStore().of('ph-0009')).rejects.toMatchObject({ details: { detail: 'no-certificate-file' } });
  });

  it('tells that a certificate has expired since it was opened', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');

    nowMs = Date.parse('2026-12-01T00:00:00Z');

    await expect(store.of('ph-0001')).rejects.toMatchObject({ code: 'certificate-expired' });
  });

  it('gives user name and password where both are there', async () => {
    await put('ph-0003', { 'certificate.p12': 'one', passphrase: 'right', username: 'pharmacie', password: 'hunter2\n' });

    expect((await aStore().of('ph-0003')).usernameToken).toEqual({ username: 'pharmacie', password: 'hunter2' });
  });

  it('never leaves its folder', async () => {
    await expect(aStore().of('../ph-0001')).rejects.toMatchObject({ details: { detail: 'pharmacy-id-names-no-folder' } });
  });

  it('keeps the former credential in use while its replacement cannot be opened, and says so', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');
    expect(await store.problem('ph-0001')).toBeNull();

    await put('ph-0001', { 'certificate.p12': 'two', passphrase: 'not yet' }, 2);
    nowMs += 1_000;
    expect((await store.of('ph-0001')).credential.opened).toBe('one');
    expect(await store.problem('ph-0001')).toMatchObject({ code: 'certificate-unreadable' });

    await put('ph-0001', { passphrase: 'right' }, 3);
    nowMs += 1_000;
    expect((await store.of('ph-0001')).credential.opened).toBe('two');
  });

  it('withdraws a credential whose file is gone', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');

    await rm(join(folder, 'ph-0001', 'certificate.p12'));
    nowMs += 1_000;

    await expect(store.of('ph-0001')).rejects.toMatchObject({ details: { detail: 'no-certificate-file' } });
  });

  it('gives old and new by their fingerprints while both are valid, the new one as soon as it is there', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();
    await store.of('ph-0001');
    await put('ph-0001', { 'certificate.p12': 'two' }, 2);

    // Without a second's wait: somebody has a token of the new one.
    const fresh = await store.withFingerprint('ph-0001', 'fp-two');
    const former = await store.withFingerprint('ph-0001', 'fp-one');

    expect([fresh?.credential.opened, former?.credential.opened]).toEqual(['two', 'one']);
    expect(await store.withFingerprint('ph-0001', 'fp-three')).toBeUndefined();
  });

  it('looks at an end without keeping the key open', async () => {
    await put('ph-0001', { 'certificate.p12': 'one', passphrase: 'right' });
    const store = aStore();

    await store.glance('ph-0001');
    await store.of('ph-0001');
    await store.glance('ph-0001');

    expect(openings).toEqual(['one', 'one']);
  });
});
