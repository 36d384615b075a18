import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import forge from 'node-forge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestIdentities } from '../../test/support/identities.ts';
import { readConfigFile } from './config-file.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('officine-simulator without arguments', () => {
  it('makes its own keys, prints the settings to use, and ends with Ctrl-C, its keys gone', async () => {
    const made = join(folder, 'made');
    const child = spawn(process.execPath, [MAIN, '--directory', made], { stdio: ['ignore', 'pipe', 'inherit'] });
    const settings = new Map<string, string>();
    for await (const line of createInterface({ input: child.stdout })) {
      const [, name, value] = /^(?:# )?([\w ]+)(?:=|: )(\S+)/.exec(line) ?? [];
      settings.set(name ?? '', value ?? '');
      if (name === 'control port') break;
    }

    const health = await fetch(`${settings.get('control port')}/healthz`);

    expect(health.status).toBe(200);
    expect(settings.get('MYSECU_SERVICE_URL')).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/ws\/soap\/espinst\/syncexchange$/);
    expect(await readFile(settings.get('MYSECU_SIGNER_FILE') ?? '', 'utf8')).toContain('BEGIN CERTIFICATE');
    await expectPkcs12(join(settings.get('OFFICINE_CREDENTIALS_DIR') ?? '', 'ph-0001'));

    child.kill('SIGINT');
    const [code] = await once(child, 'exit');

    expect(code).toBe(0);
    expect(existsSync(made)).toBe(false);
  }, 30_000);
});

async function expectPkcs12(credentials: string): Promise<void> {
  const file = join(credentials, 'certificate.p12');
  const passphrase = await readFile(join(credentials, 'passphrase'), 'utf8');
  const archive = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer((await readFile(file)).toString('binary')), passphrase);

  expect(archive.safeContents.flatMap(({ safeBags }) => safeBags)).toHaveLength(2);
  expect((await stat(file)).mode & 0o077).toBe(0);
}

describe('a configuration file', () => {
  it('names keys and certificates relative to itself', async () => {
    const { options, ca, pharmacy } = await makeTestIdentities();
    const files = {
      'tls.key': options.tls.key,
      'tls.pem': options.tls.cert,
      'ca.pem': ca.cert,
      'signer.key': options.signer.key,
      'signer.pem': options.signer.cert,
      'pharmacy.pem': pharmacy.certificate,
      password: 'secret\n',
      'simulator.yaml': `
tls: { keyFile: tls.key, certificateFile: tls.pem, clientCaFile: ca.pem }
signer: { keyFile: signer.key, certificateFile: signer.pem }
idpSigner: { keyFile: signer.key, certificateFile: signer.pem }
pharmacies:
  - { id: ph-1, codePrestataire: "90000001", eHealthId: "1234567891", certificateFile: pharmacy.pem, username: u, passwordFile: password }
settings: { tokenLifetimeMs: 60000 }
`,
    };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));

    expect(await readConfigFile(join(folder, 'simulator.yaml'))).toEqual({
      tls: options.tls,
      signer: options.signer,
      idpSigner: options.signer,
      pharmacies: [
        {
          id: 'ph-1',
          codePrestataire: '90000001',
          eHealthId: '1234567891',
          certificate: pharmacy.certificate,
          username: 'u',
          password: 'secret',
        },
      ],
      tokenLifetimeMs: 60_000,
    });
  });

  it('is refused when it holds what nobody reads', async () => {
    await writeFile(join(folder, 'simulator.yaml'), 'tsl: {}\npharmacies: []');

    await expect(readConfigFile(join(folder, 'simulator.yaml'))).rejects.toThrow(/tsl/);
  });
});
