import { derOf, type TestPair } from '../support/certificates.ts';

/** Pieces of signed answers in the platform's pretty-printed form, with the holes that `signByHand` fills. */
export const CORRELATION_ID = 'Id-0123456789abcdef01234567';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const DS = 'http://www.w3.org/2000/09/xmldsig#';
export const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const PROLOG = `<?xml version="1.0" encoding="UTF-8"?>\n<!-- mySecu sample, Correlation-ID: ${CORRELATION_ID} -->\n`;

/** One reference; everything about it can be made wrong. */
export function reference(
  id: string,
  options: { uri?: string; transforms?: string; digestMethod?: string; value?: string } = {},
): string {
  return `
        <dsig:Reference URI="${options.uri ?? `#${id}`}">
          <dsig:Transforms>
            ${options.transforms ?? `<dsig:Transform Algorithm="${EXC}"/>`}
          </dsig:Transforms>
          <dsig:DigestMethod Algorithm="${options.digestMethod ?? 'http://www.w3.org/2001/04/xmlenc#sha256'}"/>
          <dsig:DigestValue>${options.value ?? `DIGEST:${id}`}</dsig:DigestValue>
        </dsig:Reference>`;
}

/** A SignedInfo over these references. */
export function signedInfo(references: string, options: { method?: string; canonicalization?: string } = {}): string {
  return `<dsig:SignedInfo>
        <dsig:CanonicalizationMethod Algorithm="${options.canonicalization ?? EXC}"/>
        <dsig:SignatureMethod Algorithm="${options.method ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'}"/>${references}
      </dsig:SignedInfo>`;
}

/** An `X509Certificate` on one line. */
export function certificateOf(pair: Pick<TestPair, 'cert'>): string {
  return `<dsig:X509Certificate>${derOf(pair.cert)}</dsig:X509Certificate>`;
}

/** KeyInfo with line breaks inside the certificate, as the platform writes it. */
export function keyInfo(pair: Pick<TestPair, 'cert'>): string {
  const lines = derOf(pair.cert).match(/.{1,76}/g) ?? [];
  return `<dsig:KeyInfo Id="K-1">
        <dsig:X509Data>
          <dsig:X509Certificate>
${lines.join('\n')}
          </dsig:X509Certificate>
        </dsig:X509Data>
      </dsig:KeyInfo>`;
}

/** A whole signature. */
export function signature(info: string, key: string, extra = ''): string {
  return `<dsig:Signature xmlns:dsig="${DS}">
      ${info}
      <dsig:SignatureValue>SIGNATURE</dsig:SignatureValue>
      ${key}${extra}
    </dsig:Signature>`;
}

/** The affiliation answer's Body. */
export function body(options: { id?: string; state?: string; matricule?: string; content?: string } = {}): string {
  const content =
    options.content ??
    `<sync:ResponseInfo xmlns:sync="http://ws.mysecu.lu/generic/sync">
      <cns:reponseAffiliation xmlns:cns="http://www.secu.lu/ciss/cns">
        <cns:matricule>${options.matricule ?? '1893120105732'}</cns:matricule>
        <cns:date>2026-11-24</cns:date>
        <cns:nom>SAMPLE &amp; SON</cns:nom>
        <cns:prenom>Léa</cns:prenom>
        <cns:etat>${options.state ?? 'NON_AFFILIE'}</cns:etat>
        <cns:anomalies>
          <cns:anomalie>
            <cns:type>I</cns:type>
            <cns:code>SAMPLE-001</cns:code>
            <cns:motif>Invented remark</cns:motif>
          </cns:anomalie>
        </cns:anomalies>
      </cns:reponseAffiliation>
    </sync:ResponseInfo>`;
  const id = options.id === '' ? '' : ` wsu:Id="${options.id ?? 'B-1'}"`;
  return `<soap:Body${id}>
    ${content}
  </soap:Body>`;
}

/** A whole answer. */
export function envelope(
  signatures: string,
  theBody: string,
  options: { prolog?: string; header?: string; attributes?: string } = {},
): string {
  return `${options.prolog ?? PROLOG}<soap:Envelope xmlns:soap="${SOAP}" xmlns:wsu="${WSU}"${options.attributes ?? ''}>
  <soap:Header>${options.header ?? ''}
    <wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1">
    ${signatures}
    </wsse:Security>
  </soap:Header>
  ${theBody}
</soap:Envelope>
`;
}

/** An identity provider's answer; its assertion has prefixes declared on an ancestor, one of them used in values alone. */
export function samlResponse(
  pair: Pick<TestPair, 'cert'>,
  options: {
    issuer?: string;
    notBefore?: string;
    notOnOrAfter?: string;
    holder?: string;
    signed?: boolean;
    subject?: string;
    /** Content of Conditions. */
    conditions?: string;
    /** Attributes of a SubjectConfirmationData. */
    confirmation?: string;
    extra?: string;
  } = {},
): string {
  const transforms = `<dsig:Transform Algorithm="${DS}enveloped-signature"/><dsig:Transform Algorithm="${EXC}"><ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="xs"/></dsig:Transform>`;
  const theSignature = signature(signedInfo(reference('A-1', { transforms })), keyInfo(pair));
  return `${PROLOG}<soap:Envelope xmlns:soap="${SOAP}">
  <soap:Body>
    <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" ID="R-1" Version="2.0">
      <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
      <saml:Assertion ID="A-1" IssueInstant="2026-11-24T12:00:00Z" Version="2.0">
        <saml:Issuer>${options.issuer ?? 'https://idp.example/auth'}</saml:Issuer>
        ${options.signed === false ? '' : theSignature}
        <saml:Subject>
          <saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${options.subject ?? 'CN=Sample Pharmacy'}</saml:NameID>${confirmation(options.confirmation)}
        </saml:Subject>
        <saml:Conditions NotBefore="${options.notBefore ?? '2026-11-24T11:55:00Z'}" NotOnOrAfter="${options.notOnOrAfter ?? '2026-11-24T12:10:00Z'}">${options.conditions ?? ''}</saml:Conditions>
        <saml:AttributeStatement>
          <saml:Attribute Name="psEHealthID" NameFormat="urn:vordel:attribute:1.0">
            <saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">${options.holder ?? '1234567890'}</saml:AttributeValue>
          </saml:Attribute>
        </saml:AttributeStatement>
      </saml:Assertion>${options.extra ?? ''}
    </samlp:Response>
  </soap:Body>
</soap:Envelope>
`;
}

function confirmation(data: string | undefined): string {
  if (data === undefined) return '';
  const method = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
  return `<saml:SubjectConfirmation Method="${method}"><saml:SubjectConfirmationData ${data}/></saml:SubjectConfirmation>`;
}
