import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DESTINATION, startWss4jServer, type Wss4jServer } from '@officine/interop';
import { makeCertificate, makePkcs12 } from '@officine/mysecu-simulator';

/** A platform that is not ours, with pharmacies of its own: what an integrator has in hand. */
export interface OutsidePlatform {
  readonly server: Wss4jServer;
  /** The settings that lead there, as somebody would export them before `npm run dev`. */
  readonly env: Readonly<Record<string, string>>;
  /** The directory with this section added. */
  directoryWith(section: string): string;
  stop(): Promise<void>;
}

const LOGIN = { username: 'sample & <user>', password: 'sample pässword' };
const PASSPHRASE = 'a pässphrase';

const DIRECTORY = `
environment: custom
vendors:
  - { id: outside, contact: "support@outside.example", partitions: 4, userAccess: vendor, batch: null, attestation: null }
pharmacies:
  - { id: ph-saml, vendor: outside, codePrestataire: "90000011", eHealthId: "1234567811", authentication: esante,
      services: [affiliation, accident, prescriber], contract: { signed: 2026-01-02, ends: null }, opened: 2020-01-01, closed: null,
      administrator: { name: "Invented One", email: "one@pharmacy.example" } }
  - { id: ph-user, vendor: outside, codePrestataire: "90000012", eHealthId: "1234567812", authentication: username-token,
      services: [affiliation, accident, prescriber], contract: { signed: 2026-01-02, ends: null }, opened: 2020-01-01, closed: null,
      administrator: { name: "Invented Two", email: "two@pharmacy.example" } }
`;

/** Starts a WSS4J server and makes the files that name it; `wire` is the content of `MYSECU_WIRE_FILE`, `query` the form of its answers. */
export async function startOutsidePlatform(wire: object, query: string): Promise<OutsidePlatform> {
  const folder = mkdtempSync(join(tmpdir(), 'outside-'));
  const put = (name: string, content: string | Uint8Array): string => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const authority = await makeCertificate({ subject: { CN: 'Outside Authority' }, authority: true });
  for (const pharmacy of ['ph-saml', 'ph-user']) {
    const pair = await makeCertificate({
      subject: { CN: `Pharmacie & Söhne ${pharmacy}`, C: 'LU' },
      issuer: authority,
      days: 10,
    });
    put(`credentials/${pharmacy}/certificate.p12`, makePkcs12(pair, PASSPHRASE));
    put(`credentials/${pharmacy}/passphrase`, `${PASSPHRASE}\n`);
  }
  put('credentials/ph-user/username', LOGIN.username);
  put('credentials/ph-user/password', LOGIN.password);
  const server = await startWss4jServer({ clients: authority.cert, ...LOGIN });
  const url = (path: string) => `${server.origin}/${path}${query === '' ? '' : `?${query}`}`;
  const env = {
    MYSECU_SERVICE_URL: url('sync'),
    MYSECU_TOKEN_URL: url('trust'),
    MYSECU_IDP_URL: url('idp'),
    MYSECU_IDP_DESTINATION: DESTINATION,
    MYSECU_TLS_CA_FILE: put('tls-ca.pem', server.tls.cert),
    MYSECU_IDP_TLS_CA_FILE: put('idp-tls-ca.pem', server.tls.cert),
    MYSECU_SIGNER_FILE: put('signer.pem', server.platform.cert),
    MYSECU_IDP_SIGNER_FILE: put('idp-signer.pem', server.idp.cert),
    MYSECU_WIRE_FILE: put('wire.json', JSON.stringify(wire)),
    OFFICINE_CREDENTIALS_DIR: join(folder, 'credentials'),
    OFFICINE_DIRECTORY_FILE: put('directory.yaml', DIRECTORY),
  };
  return {
    server,
    env,
    directoryWith: (section) => put('changed.yaml', `${DIRECTORY}${section}\n`),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
