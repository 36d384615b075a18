import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:https';
import type { Simulator } from '../../src/index.ts';
import { SAML, XS } from '../../src/wire/namespaces.ts';
import { agentOf, type HttpAnswer, post } from './http-client.ts';
import type { TestPharmacy } from './identities.ts';
import {
  authnRequest,
  cancelRequest,
  envelope,
  issueRequest,
  requestInfo,
  timestamp,
  usernameToken,
  x509Token,
} from './requests.ts';
import { type Signing, signRequest } from './sign-request.ts';

/** A matricule of the shipped register that is affiliated today. */
export const AFFILIATED = '1980010112302';

/** A pharmacy's software, small enough to see through; signs with xml-crypto. Everything that tests bend has a parameter. */
export class TestClient {
  readonly agent: Agent;
  readonly simulator: Simulator;
  readonly pharmacy: TestPharmacy;

  constructor(simulator: Simulator, pharmacy: TestPharmacy, ca: string) {
    this.simulator = simulator;
    this.pharmacy = pharmacy;
    this.agent = agentOf(pharmacy, ca);
  }

  identity(
    bend: { at?: Date; eHealthId?: string; destination?: string; parts?: string[] } & Partial<Signing> = {},
  ): Promise<HttpAnswer> {
    const at = bend.at ?? new Date();
    const body = authnRequest(bend.eHealthId ?? this.pharmacy.eHealthId, bend.destination ?? this.simulator.idpDestination, at);
    const message = envelope(x509Token(this.pharmacy) + timestamp(at), body);
    const parts = bend.parts ?? ['Timestamp', 'BinarySecurityToken', 'Body'];
    return post(this.agent, this.simulator.idpUrl, signRequest(message, this.pharmacy, { ...bend, parts }));
  }

  tokenMessage(
    assertion: string,
    bend: { espaceId?: string; address?: string; tokenType?: string } & Partial<Signing> = {},
  ): string {
    const { espaceId = this.pharmacy.codePrestataire, address = this.simulator.serviceUrl } = bend;
    const message = envelope(x509Token(this.pharmacy) + assertion, issueRequest(espaceId, address, bend.tokenType));
    return signRequest(message, this.pharmacy, { ...bend, parts: bend.parts ?? ['Assertion', 'Body'] });
  }

  token(assertion: string, bend: Parameters<TestClient['tokenMessage']>[1] = {}): Promise<HttpAnswer> {
    return post(this.agent, this.simulator.tokenUrl, this.tokenMessage(assertion, bend));
  }

  tokenByPassword(
    bend: { password?: string; nonce?: string; at?: Date; parts?: string[]; inline?: boolean } = {},
  ): Promise<HttpAnswer> {
    const { username = '', password = '' } = this.pharmacy;
    const nonce = bend.nonce ?? Buffer.from(randomUUID()).toString('base64');
    const proof = usernameToken(username, bend.password ?? password, nonce, bend.at ?? new Date());
    const message = envelope(
      x509Token(this.pharmacy) + proof,
      issueRequest(this.pharmacy.codePrestataire, this.simulator.serviceUrl),
    );
    const parts = bend.parts ?? ['UsernameToken', 'Body'];
    return post(
      this.agent,
      this.simulator.tokenUrl,
      signRequest(message, this.pharmacy, { parts, ...(bend.inline && { keyInfo: 'x509-data' as const }) }),
    );
  }

  cancel(token: string): Promise<HttpAnswer> {
    const message = envelope(token + x509Token(this.pharmacy), cancelRequest());
    return post(this.agent, this.simulator.tokenUrl, signRequest(message, this.pharmacy, { parts: ['Body'] }));
  }

  getMessage(token: string, body: string, bend: Partial<Signing> = {}): string {
    const message = envelope(token + x509Token(this.pharmacy), body);
    return signRequest(message, this.pharmacy, { ...bend, parts: bend.parts ?? ['Body'] });
  }

  get(token: string, body: string = this.affiliation(), bend: Partial<Signing> = {}): Promise<HttpAnswer> {
    return post(this.agent, this.simulator.serviceUrl, this.getMessage(token, body, bend));
  }

  affiliation(matricule: string = AFFILIATED, date = '2026-11-23'): string {
    const fields = { matricule, date, codePrestataire: this.pharmacy.codePrestataire };
    return requestInfo('SAMPLE_PHARMACY_AFFILIATION-V1', 'demandeAffiliation', fields);
  }

  /** The assertion as it has to be carried on: with the namespaces of its ancestors. */
  async assertion(): Promise<string> {
    return assertionOf((await this.identity()).text);
  }

  /** A session token's element, by way of both authentications. */
  async session(): Promise<string> {
    return sessionOf((await this.token(await this.assertion())).text);
  }

  close(): void {
    this.agent.destroy();
  }
}

export function assertionOf(answer: string): string {
  const text = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(answer)?.[0] ?? '';
  return text.replace('<saml:Assertion', `<saml:Assertion xmlns:saml="${SAML}" xmlns:xs="${XS}"`);
}

export function sessionOf(answer: string): string {
  return /<wsse:BinarySecurityToken[\s\S]*?<\/wsse:BinarySecurityToken>/.exec(answer)?.[0] ?? '';
}

export function faultCode(answer: HttpAnswer): string {
  return /<faultcode>([^<]*)</.exec(answer.text)?.[1] ?? `no fault but HTTP ${answer.status}`;
}

export function stateOf(answer: HttpAnswer): string {
  return /<cns:etat>([^<]*)</.exec(answer.text)?.[1] ?? `no state but HTTP ${answer.status}`;
}
