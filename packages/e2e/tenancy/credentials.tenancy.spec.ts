import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { type Stack, secretIn, startStack } from '@officine/devstack';
import { makePkcs12 } from '@officine/mysecu-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideVendor, type SeenResult } from '../test/support/outside-vendor.ts';
import { directoryFileOf, PLENTY, pharmaciesOf } from './support/installation.ts';
import { firstResults, Load, question } from './support/load.ts';
import { PlatformTruth } from './support/platform-truth.ts';

const PHARMACIES = pharmaciesOf('acme', 100);
const BUSY = PHARMACIES.slice(0, 4);
const PER_SECOND = 20;
const PLENTY_MS = 20_000;

let stack: Stack;
let vendor: OutsideVendor;
let truth: PlatformTruth;

beforeAll(async () => {
  stack = await startStack({
    directoryFile: directoryFileOf({ vendors: [{ id: 'acme', pharmacies: PHARMACIES.length }] }),
    settings: PLENTY,
    services: ['verification', 'auth-token'],
    replicas: { verification: 3, 'auth-token': 2 },
  });
  vendor = await OutsideVendor.connect(stack.kafkaBrokers, 'acme');
  truth = new PlatformTruth(stack.simulator.controlUrl);
  await new Load({ vendor, pharmacies: BUSY, perSecond: 1, timeoutMs: 30_000 }).warmUp();
}, 600_000);

afterAll(async () => {
  await vendor?.close();
  await stack?.stop();
});

describe('credentials, under load on three replicas', () => {
  it('of four pharmacies are replaced without one failed check, and the old certificates are not needed afterwards', async () => {
    const load = new Load({ vendor, pharmacies: BUSY, perSecond: PER_SECOND, timeoutMs: PLENTY_MS }).start();
    await after(3_000);

    const replaced = await Promise.all(BUSY.map((pharmacy) => replace(pharmacy)));
    // The new token is made by itself; then the platform forgets the old certificates.
    await after(6_000);
    const before = (await truth.calls('token')).length;
    await Promise.all(replaced.map((known) => truth.know(known, false)));
    await after(5_000);
    const results = await firstResults(vendor, await load.stop());

    report('certificates replaced under load', {
      replaced: replaced.length,
      checks: results.length,
      failed: failures(results).length,
    });
    expect(results.length).toBeGreaterThan(PER_SECOND * 10);
    expect(failures(results)).toEqual([]);
    // Nobody was refused a token for the old certificate: no token had to be made again.
    expect((await truth.calls('token')).length).toBe(before);
  });

  it('of the services rotate without one failed check: a new token key second, then first, then the old one away', async () => {
    const file = stack.settings['OFFICINE_TOKEN_KEYS_FILE'] ?? '';
    const [old] = (JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] }).keys;
    const fresh = { kty: 'oct', kid: randomUUID(), k: randomBytes(32).toString('base64url'), alg: 'A256GCM', use: 'enc' };
    const load = new Load({ vendor, pharmacies: BUSY, perSecond: PER_SECOND, timeoutMs: PLENTY_MS }).start();
    await after(2_000);

    for (const keys of [[old, fresh], [fresh, old], [fresh]]) {
      writeFileSync(file, JSON.stringify({ keys }));
      await after(3_000);
    }
    const results = await firstResults(vendor, await load.stop());
    // Whoever starts now has never had the old key: every token must be readable without it.
    await stack.service('verification').restart();
    const afterwards = await new Load({ vendor, pharmacies: BUSY, perSecond: 1, timeoutMs: 30_000 }).warmUp();

    report('token keys rotated under load', { checks: results.length, failed: counted(failures(results)) });
    expect(failures(results)).toEqual([]);
    expect(afterwards).toHaveLength(BUSY.length);
  });

  it('of one pharmacy among a hundred have a wrong passphrase: that one alone is degraded, by its own reason', async () => {
    const [broken = ''] = PHARMACIES.slice(-1);
    writeFileSync(fileOf(broken).passphraseFile, 'wrong');

    // Not all at once: a hundred first tokens are a load of their own, and no part of what is tried here.
    const asked: { readonly pharmacy: string; readonly id: string }[] = [];
    const results: SeenResult[] = [];
    for (const [index, pharmacy] of PHARMACIES.entries()) {
      const { id } = await vendor.ask(question(pharmacy, index, 30_000), { key: pharmacy });
      asked.push({ pharmacy, id });
      results.push(await vendor.result(id));
    }

    const failed = results.flatMap((result, index) =>
      result.type.endsWith('.answered.v1') ? [] : [`${asked[index]?.pharmacy} ${result.data.cause?.code}`],
    );
    report('one wrong passphrase among 100', { answered: results.length - failed.length, failed });
    expect(failed).toEqual([`${broken} certificate-unreadable`]);
  });
});

/** Writes a new certificate and passphrase as an operator would, one file after the other; the platform knows both meanwhile. */
async function replace(pharmacy: string) {
  const { codePrestataire, eHealthId, certificateFile, passphraseFile } = fileOf(pharmacy);
  const pair = await stack.issueCertificate(pharmacy);
  const known = { id: pharmacy, codePrestataire, eHealthId, certificate: pair.cert };
  await truth.know(known, true);
  const passphrase = `${secretIn(passphraseFile)}-renewed`;
  writeFileSync(certificateFile, makePkcs12(pair, passphrase));
  await after(700);
  writeFileSync(passphraseFile, passphrase);
  return known;
}

function fileOf(pharmacy: string) {
  const found = stack.pharmacies.find(({ id }) => id === pharmacy);
  if (found === undefined) {
    throw new RangeError(`no pharmacy ${pharmacy}`);
  }
  return found;
}

function failures(results: readonly SeenResult[]): string[] {
  return results
    .filter(({ type }) => !type.endsWith('.answered.v1'))
    .map(({ data }) => `${data.cause?.code} ${data.cause?.detail ?? ''}`);
}

function counted(words: readonly string[]): Record<string, number> {
  return Object.fromEntries([...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]));
}

function report(what: string, figures: object): void {
  process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
}
