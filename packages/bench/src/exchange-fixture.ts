import { readFileSync } from 'node:fs';
import { type KeyPair, makeCertificate } from '@officine/mysecu-simulator';

/** One `get` exchange, the same for every contender. */
export interface ExchangeFixture {
  /** The pharmacy's key pair, made for this run: repositories hold no keys. */
  readonly pharmacy: KeyPair;
  /** PEM: who signed the answer. */
  readonly signer: string;
  readonly at: Date;
  readonly matricule: string;
  readonly day: string;
  /** The state that reading the answer must come to. */
  readonly state: string;
  readonly tokenXml: string;
  /** The answer with a correlation id of its own: a second answer with the first one's would be refused as a replay. */
  nextAnswer(): Buffer;
}

const FOLDER = new URL('../fixtures/exchange/', import.meta.url);
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
const ID_DIGITS = 24;

/** Reads the committed fixture and makes a throw-away key pair. */
export async function loadExchangeFixture(): Promise<ExchangeFixture> {
  const answer = readFileSync(new URL('answer.xml', FOLDER));
  const idAt = answer.indexOf('Correlation-ID: Id-') + 'Correlation-ID: Id-'.length;
  let count = 0;
  return {
    pharmacy: await makeCertificate({ subject: { CN: 'bench pharmacy' }, days: 3_650 }),
    signer: readFileSync(new URL('signer.pem', FOLDER), 'utf8'),
    at: new Date(),
    matricule: '1893120105732',
    day: '2026-11-24',
    state: 'not-affiliated',
    tokenXml: `<wsse:BinarySecurityToken xmlns:wsse="${WSS}wssecurity-secext-1.0.xsd" xmlns:wsu="${WSS}wssecurity-utility-1.0.xsd" EncodingType="${WSS}soap-message-security-1.0#Base64Binary" ValueType="http://ws.mySecu.lu/trust/token/bst" wsu:Id="T-1">${'A'.repeat(344)}</wsse:BinarySecurityToken>`,
    nextAnswer() {
      const next = Buffer.from(answer);
      count += 1;
      next.write(count.toString(16).padStart(ID_DIGITS, '0'), idAt, 'latin1');
      return next;
    },
  };
}
