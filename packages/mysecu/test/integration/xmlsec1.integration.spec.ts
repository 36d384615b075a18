import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outgoingMessages } from '../support/outgoing.ts';
import { aPharmacy } from '../support/pharmacy.ts';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
const IDS = [
  ['Id', 'http://schemas.xmlsoap.org/soap/envelope/:Body'],
  ['Id', `${WSS}wssecurity-utility-1.0.xsd:Timestamp`],
  ['Id', `${WSS}wssecurity-secext-1.0.xsd:BinarySecurityToken`],
  ['Id', `${WSS}wssecurity-secext-1.0.xsd:UsernameToken`],
  ['ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion'],
].flatMap(([attribute, element]) => [`--id-attr:${attribute}`, element ?? '']);
const idpSigner = fileURLToPath(new URL('../signatures/idp-signer.pem', import.meta.url));
const isInstalled = spawnSync('xmlsec1', ['--version']).status === 0;
let folder: string;
let messages: Record<string, string>;

// apt-get install xmlsec1: a C implementation that shares nothing with Node's libraries but libxml2 itself.
describe.runIf(isInstalled)('xmlsec1', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xmlsec1-'));
    const { caller, pair } = aPharmacy();
    messages = await outgoingMessages(caller);
    writeFileSync(join(folder, 'pharmacy.pem'), pair.cert);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['identity', 3],
    ['token', 2],
    ['token by user name', 2],
    ['cancel', 1],
    ['get', 1],
  ])('accepts the %s message and its %i references', (step, references) => {
    expect(verify(messages[step] ?? '', join(folder, 'pharmacy.pem'), 'Security')).toContain(
      `(ok/all): ${references}/${references}`,
    );
  });

  it('accepts the assertion inside the token message, as it leaves', () => {
    expect(verify(messages['token'] ?? '', idpSigner, 'Assertion')).toContain('(ok/all): 1/1');
  });

  it('refuses a message whose Body was changed', () => {
    expect(() =>
      verify((messages['get'] ?? '').replace('1893120105732', '1980010112302'), join(folder, 'pharmacy.pem'), 'Security'),
    ).toThrow();
  });
});

function verify(message: string, certificate: string, parent: string): string {
  const file = join(folder, 'message.xml');
  writeFileSync(file, message);
  const at = ['--node-xpath', `//*[local-name()='${parent}']/*[local-name()='Signature']`];
  const key = ['--pubkey-cert-pem', certificate, '--enabled-key-data', 'key-name'];
  return execFileSync('sh', ['-c', 'xmlsec1 "$@" 2>&1', 'sh', '--verify', ...key, ...IDS, ...at, file], { encoding: 'utf8' });
}
