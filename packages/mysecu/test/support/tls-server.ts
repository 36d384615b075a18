import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CertificateRequest, type KeyPair, makeCertificate } from '@officine/mysecu-simulator';

/** A private authority and what it signs, as the platform's (protocol, section 1). */
export interface Authority {
  readonly pair: KeyPair;
  issue(request: Omit<CertificateRequest, 'issuer'>): Promise<KeyPair>;
}

/** Makes a throw-away authority. */
export async function anAuthority(): Promise<Authority> {
  const pair = await makeCertificate({ subject: { CN: 'Sample Authority' }, authority: true });
  return { pair, issue: (request) => makeCertificate({ ...request, issuer: pair }) };
}

/** Starts an HTTPS server that demands client certificates; resolves with its URL. */
export async function startServer(
  tls: KeyPair,
  clientCa: string,
  handle: RequestListener,
): Promise<{ url: string; server: Server }> {
  const server = createServer({ ...tls, ca: clientCa, requestCert: true, rejectUnauthorized: true }, handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
