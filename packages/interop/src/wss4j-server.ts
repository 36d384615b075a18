import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type KeyPair, makeCertificate } from '@officine/mysecu-simulator';
import { buildWss4jServer } from './wss4j-build.ts';

/** What the server is to believe. */
export interface Believed {
  /** PEM: authorities of the pharmacies' certificates. */
  readonly clients: string;
  readonly username: string;
  readonly password: string;
}

/** One message as the server judged it. */
export interface Judgement {
  readonly verdict: 'accepted' | 'refused';
  readonly path: string;
  /** `signed`, `keyInfo`, `header`, `soapAction`; `reason` of a refusal. */
  readonly details: Readonly<Record<string, string>>;
}

/** The outside judge, running: an identity provider, a token service and a business service on WSS4J. */
export interface Wss4jServer {
  /** `https://127.0.0.1:PORT` */
  readonly origin: string;
  readonly tls: KeyPair;
  readonly platform: KeyPair;
  readonly idp: KeyPair;
  /** Every message so far, in order; written before its answer leaves. */
  readonly judged: readonly Judgement[];
  stop(): Promise<void>;
}

/** Destination that the identity provider demands. */
export const DESTINATION = 'https://idp.interop.test/saml';

/** Builds and starts the server with keys made for this run. Thrown when it ends before it is ready: Error with what it printed. */
export async function startWss4jServer({ clients, username, password }: Believed): Promise<Wss4jServer> {
  const classPath = await buildWss4jServer();
  const [tls, platform, idp, stranger] = await Promise.all([
    makeCertificate({ subject: { CN: '127.0.0.1' }, hosts: ['127.0.0.1'] }),
    makeCertificate({ subject: { CN: 'ws.mysecu.sample', OU: 'Signature API' } }),
    makeCertificate({ subject: { CN: 'idp.sample' } }),
    makeCertificate({ subject: { CN: 'ws.mysecu.sample', OU: 'Signature API' } }),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'wss4j-'));
  const files = { 'tls.pem': pem(tls), 'platform.pem': pem(platform), 'idp.pem': pem(idp), 'stranger.pem': pem(stranger) };
  for (const [name, content] of Object.entries({ ...files, 'clients.pem': clients, username, password })) {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  }
  const child = spawn('java', ['-cp', classPath, 'lu.officine.interop.Wss4jServer', folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const judged: Judgement[] = [];
  try {
    const port = await readyPort(child, judged);
    const stop = async (): Promise<void> => {
      child.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    };
    return { origin: `https://127.0.0.1:${port}`, tls, platform, idp, judged, stop };
  } catch (error) {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function readyPort(child: ChildProcess, judged: Judgement[]): Promise<number> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the server has no output');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the WSS4J server ended before it was ready: ${complaint}`)));
    createInterface(stdout).on('line', (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port === undefined) judged.push(judgement(line));
      else resolve(Number(port));
    });
  });
}

function judgement(line: string): Judgement {
  const [verdict = '', path = '', ...details] = line.split('\t');
  return {
    verdict: verdict === 'accepted' ? 'accepted' : 'refused',
    path,
    details: Object.fromEntries(details.map((detail) => [detail.replace(/=.*/s, ''), detail.replace(/^[^=]*=/, '')])),
  };
}

function pem({ cert, key }: KeyPair): string {
  return `${cert}\n${key}`;
}
