import { fileURLToPath } from 'node:url';
import { DOMParser } from '@xmldom/xmldom';
import { createClientAsync, type IHttpClient, WSSecurityCert } from 'soap';
import { SignedXml } from 'xml-crypto';
import xpath from 'xpath';

const WSDL = fileURLToPath(new URL('../../../mysecu/wsdl/sync-exchange.wsdl', import.meta.url));
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** On whose behalf the baseline asks. */
export interface NaiveCaller {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly certificate: string;
  readonly codePrestataire: string;
  /** The session token's element. */
  readonly tokenXml: string;
}

/** Where the baseline asks, and whose answers it believes. */
export interface NaivePlatform {
  readonly endpoint: string;
  /** PEM: who signs answers. */
  readonly signer: string;
  readonly http: IHttpClient;
}

/** Asks whether a person is affiliated on a day (`YYYY-MM-DD`); the state, in the platform's word. Thrown when no signed answer says it: Error. */
export type NaiveExchange = (matricule: string, day: string) => Promise<string>;

/**
 * The baseline: what a careful vendor writes with the usual libraries. npm `soap` builds the envelope and reads the answer as it
 * always does, its WSSecurityCert signs the Body, xml-crypto verifies both references, and the state is read from the
 * reference that was signed, as xml-crypto's own guide demands.
 */
export async function createNaiveExchange(platform: NaivePlatform, caller: NaiveCaller): Promise<NaiveExchange> {
  const client = await createClientAsync(WSDL, { endpoint: platform.endpoint, httpClient: platform.http });
  const options = { hasTimeStamp: false, signatureAlgorithm: RSA_SHA256, appendElement: caller.tokenXml };
  return async (matricule, day) => {
    client.setSecurity(new WSSecurityCert(caller.key, caller.certificate, '', options));
    const payload = `<sync:RequestInfo xmlns:sync="http://ws.mysecu.lu/generic/sync" modelUID="SAMPLE_PHARMACY_AFFILIATION-V1"><cns:demandeAffiliation xmlns:cns="http://www.secu.lu/ciss/cns"><cns:matricule>${matricule}</cns:matricule><cns:date>${day}</cns:date><cns:codePrestataire>${caller.codePrestataire}</cns:codePrestataire></cns:demandeAffiliation></sync:RequestInfo>`;
    const [, raw] = (await client['getAsync']({ _xml: payload })) as [unknown, string];
    const state = signedState(raw, platform.signer);
    if (state === undefined || state === '') throw new Error('no signed answer');
    return state;
  };
}

function signedState(raw: string, certificate: string): string | undefined {
  const document = new DOMParser().parseFromString(raw, 'text/xml');
  const [signature] = xpath.select("//*[local-name()='Signature']", document as unknown as Node) as Node[];
  if (signature === undefined) return undefined;
  const check = new SignedXml({ publicCert: certificate });
  check.loadSignature(signature);
  if (!check.checkSignature(raw)) return undefined;
  const body = check.getSignedReferences().find((reference) => reference.startsWith('<soap:Body'));
  const read = new DOMParser().parseFromString(body ?? '<none/>', 'text/xml');
  return xpath.select1("string(//*[local-name()='etat'])", read as unknown as Node)?.toString();
}
