/**
 * Writes the corpus of good and bad answers anew: `node --conditions=@officine/source test/signatures/make-corpus.ts`.
 * The keys are made here and thrown away; only the signers' certificates are kept.
 */
import { createHash, sign } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { makePair } from '../support/certificates.ts';
import { type Signing, signByHand } from '../support/sign-by-hand.ts';
import {
  body,
  certificateOf,
  DS,
  EXC,
  envelope,
  keyInfo,
  PROLOG,
  reference,
  samlResponse,
  signature,
  signedInfo,
} from './messages.ts';

const folder = new URL('./', import.meta.url);
const signer = makePair('ws.mysecu.sample');
const idp = makePair('idp.sample');
const attacker = makePair('ws.mysecu.sample');

const both = reference('B-1') + reference('K-1');
const good = signature(signedInfo(both), keyInfo(signer));
const signed = (text: string, signing: Partial<Signing> = {}) => signByHand(text, { key: signer.key, ...signing });
const plain = signed(envelope(good, body()));
/** The genuine signature and its genuine, signed Body somewhere else, so that digests still match; a forged Body where it is read. */
const wrapped = (place: (genuine: string) => string) => {
  const genuine = plain.slice(plain.indexOf('<soap:Body'), plain.indexOf('</soap:Envelope>')).trimEnd();
  return place(genuine);
};
const forged = (options: Parameters<typeof body>[0]) => body({ state: 'AFFILIE', ...options });
const genuineSignature = /<dsig:Signature [\s\S]*<\/dsig:Signature>/.exec(plain)?.[0] ?? '';
const withReferences = (references: string, signing: Partial<Signing> = {}) =>
  signed(envelope(signature(signedInfo(references), keyInfo(signer)), body()), signing);
const withTransforms = (transforms: string) => withReferences(reference('B-1', { transforms }) + reference('K-1'));

const valid: Record<string, string> = {
  answer: plain,
  'answer-without-prolog': plain.slice(PROLOG.length),
  'answer-empty': signed(envelope(good, body({ content: '<sync:ResponseInfo xmlns:sync="http://ws.mysecu.lu/generic/sync"/>' }))),
  'answer-with-prefix-list': signed(
    envelope(
      signature(
        signedInfo(
          reference('B-1', {
            transforms: `<dsig:Transform Algorithm="${EXC}"><ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="soap wsu"/></dsig:Transform>`,
          }) + reference('K-1'),
        ),
        keyInfo(signer),
      ),
      body(),
    ),
  ),
  'answer-with-comments': plain
    .replace('1893120105732', '18931201<!-- 9 -->05732')
    .replace('<cns:etat>', '<!-- AFFILIE --><cns:etat>'),
  'answer-with-carriage-returns': signed(
    envelope(
      signature(signedInfo(both), keyInfo(signer).replaceAll(/([A-Za-z0-9+/=])\n/g, '$1&#13;\n')),
      body().replaceAll('\n', '&#13;\n'),
    ),
  ),
  'answer-in-default-namespaces': signed(
    envelope(inDefaultNamespace(good, 'dsig'), inDefaultNamespace(inDefaultNamespace(body(), 'sync'), 'cns')),
  ),
  assertion: signed(samlResponse(idp), { key: idp.key }),
  'assertion-with-audience': signed(
    samlResponse(idp, {
      conditions: audience('https://ws.mysecu.lu:7443'),
      confirmation: 'NotOnOrAfter="2026-11-24T12:10:00Z" InResponseTo="Q-1"',
    }),
    { key: idp.key },
  ),
};

function inDefaultNamespace(text: string, prefix: string): string {
  return text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</').replaceAll(`xmlns:${prefix}=`, 'xmlns=');
}

function audience(uri: string): string {
  return `<saml:AudienceRestriction><saml:Audience>${uri}</saml:Audience></saml:AudienceRestriction>`;
}

const assertion = (options: Parameters<typeof samlResponse>[1], key = idp.key) => signByHand(samlResponse(idp, options), { key });

const invalid: Record<string, string | Buffer> = {
  unsigned: envelope('', body()),
  'wrapped-in-header': wrapped((genuine) =>
    envelope(genuineSignature, forged({ id: 'B-2' }), { header: `<x:W xmlns:x="urn:w">${genuine}</x:W>` }),
  ),
  'wrapped-same-id': wrapped((genuine) =>
    envelope(genuineSignature, forged({}), { header: `<x:W xmlns:x="urn:w">${genuine}</x:W>` }),
  ),
  'wrapped-without-id': wrapped((genuine) =>
    envelope(genuineSignature, forged({ id: '' }), { header: `<x:W xmlns:x="urn:w">${genuine}</x:W>` }),
  ),
  'wrapped-in-object': wrapped((genuine) =>
    envelope(
      genuineSignature.replace('</dsig:Signature>', `<dsig:Object>${genuine}</dsig:Object></dsig:Signature>`),
      forged({ id: 'B-2' }),
    ),
  ),
  'wrapped-in-body': wrapped((genuine) => envelope(genuineSignature, forged({ id: 'B-2', content: `${genuine}` }))),
  'wrapped-second-body': wrapped((genuine) => envelope(genuineSignature, `${forged({ id: 'B-2' })}${genuine}`)),
  'signature-in-body': signed(envelope('', body({ content: good }))),
  'duplicate-id-across-attributes': plain.replace('<wsse:Security ', '<wsse:Security ID="B-1" '),
  'two-signatures': signed(envelope(genuineSignature + good.replaceAll('K-1', 'K-2'), body())),
  'two-signed-infos': plain.replace(
    '<dsig:SignatureValue>',
    `${signedInfo(reference('B-1', { value: 'A'.repeat(43).concat('=') }))}<dsig:SignatureValue>`,
  ),
  'comment-in-digest': plain.replace(/<dsig:DigestValue>(.{10})/, '<dsig:DigestValue>$1<!-- comment -->'),
  'comment-in-signature-value': plain.replace('<dsig:SignatureValue>', '<dsig:SignatureValue><!-- comment -->'),
  'attackers-certificate': signed(envelope(signature(signedInfo(both), keyInfo(attacker)), forged({})), { key: attacker.key }),
  'attackers-key-genuine-certificate': signed(envelope(good, forged({})), { key: attacker.key }),
  'no-certificate': signed(
    envelope(
      signature(signedInfo(both), '<dsig:KeyInfo Id="K-1"><dsig:KeyName>ws.mysecu.sample</dsig:KeyName></dsig:KeyInfo>'),
      forged({}),
    ),
    { key: attacker.key },
  ),
  'hmac-with-public-key': signed(
    envelope(
      signature(signedInfo(both, { method: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256' }), keyInfo(signer)),
      forged({}),
    ),
    { key: signer.cert, algorithm: 'hmac' },
  ),
  'rsa-sha1': signed(envelope(signature(signedInfo(both, { method: `${DS}rsa-sha1` }), keyInfo(signer)), body()), {
    algorithm: 'sha1',
  }),
  'digest-sha1': withReferences(
    reference('B-1', { digestMethod: `${DS}sha1` }) + reference('K-1', { digestMethod: `${DS}sha1` }),
    { digest: 'sha1' },
  ),
  'inclusive-canonicalization': signed(
    envelope(
      signature(signedInfo(both, { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }), keyInfo(signer)),
      body(),
    ),
  ),
  'body-not-signed': withReferences(reference('K-1')),
  'key-info-not-signed': withReferences(reference('B-1')),
  'no-references': withReferences(''),
  'body-signed-twice': withReferences(reference('B-1') + reference('B-1') + reference('K-1')),
  'reference-to-nothing': withReferences(both + reference('nothing', { value: `${'A'.repeat(43)}=` })),
  'reference-whole-document': withReferences(both + reference('B-1', { uri: '' })),
  'reference-external': withReferences(both + reference('B-1', { uri: 'https://attacker.example/body.xml' })),
  'reference-xpointer': withReferences(reference('B-1', { uri: "#xpointer(id('B-1'))" }) + reference('K-1')),
  'transform-xslt': withTransforms('<dsig:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'),
  'transform-xpath': withTransforms(
    `<dsig:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><dsig:XPath>not(ancestor-or-self::soap:Body)</dsig:XPath></dsig:Transform><dsig:Transform Algorithm="${EXC}"/>`,
  ),
  'transform-enveloped': withTransforms(
    `<dsig:Transform Algorithm="${DS}enveloped-signature"/><dsig:Transform Algorithm="${EXC}"/>`,
  ),
  'transform-none': withTransforms(''),
  'retrieval-method': signed(
    envelope(
      signature(
        signedInfo(both),
        `<dsig:KeyInfo Id="K-1"><dsig:RetrievalMethod URI="https://attacker.example/key"/></dsig:KeyInfo>`,
      ),
      forged({}),
    ),
    { key: attacker.key },
  ),
  'body-changed': plain.replace('NON_AFFILIE', 'AFFILIE'),
  'white-space-changed': plain.replace('</cns:matricule>\n        ', '</cns:matricule>\n'),
  'key-info-changed': plain.replace('<dsig:X509Data>\n', '<dsig:X509Data>'),
  'digest-changed': plain.replace(/<dsig:DigestValue>./, (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`),
  'signature-value-changed': plain.replace(
    /<dsig:SignatureValue>./,
    (start) => `${start.slice(0, -1)}${start.endsWith('A') ? 'B' : 'A'}`,
  ),
  doctype: plain.replace('?>\n', '?>\n<!DOCTYPE soap:Envelope [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n'),
  'doctype-in-body': plain.replace('<soap:Body', '<!DOCTYPE x><soap:Body'),
  'processing-instruction': plain.replace('<soap:Body', '<?xml-stylesheet href="x"?><soap:Body'),
  'two-roots': plain + plain.slice(PROLOG.length),
  'unbound-prefix': plain.replace('<cns:etat>', '<evil:etat>').replace('</cns:etat>', '</evil:etat>'),
  truncated: plain.slice(0, plain.length - 40),
  'not-soap': '<html><body>maintenance</body></html>',
  'soap-12': plain.replaceAll('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
  'too-deep': envelope('', body({ content: `${'<a>'.repeat(100)}${'</a>'.repeat(100)}` })),
  'too-many-attributes': envelope('', body({ content: `<a ${Array.from({ length: 100 }, (_, i) => `a${i}="x"`).join(' ')}/>` })),
  'assertion-unsigned': samlResponse(idp, { signed: false }),
  'assertion-changed': assertion({}).replace('1234567890', '9999999999'),
  'assertion-expired': assertion({ notOnOrAfter: '2026-11-24T11:00:00Z' }),
  'assertion-not-yet-valid': assertion({ notBefore: '2026-11-24T13:00:00Z' }),
  'assertion-without-zone': assertion({ notOnOrAfter: '2026-11-24T12:10:00' }),
  'assertion-other-holder': assertion({ holder: '9999999999' }),
  'assertion-other-holder-comment': assertion({ holder: '1234567890<!-- -->0' }),
  'assertion-other-issuer': assertion({ issuer: 'https://attacker.example' }),
  'assertion-without-subject': assertion({ subject: '' }),
  'assertion-other-signer': signByHand(samlResponse(attacker), { key: attacker.key }),
  'assertion-twice': assertion({ extra: '<saml:Assertion ID="A-2" Version="2.0"/>' }),
};

Object.assign(invalid, wrappedAssertions(assertion({})), unusualAttacks());

/** The eight ways of wrapping a signed assertion (Somorovsky et al. 2012): the genuine one is somewhere, a forged one where it is read. */
function wrappedAssertions(genuine: string): Record<string, string> {
  const [original = ''] = /<saml:Assertion [\s\S]*<\/saml:Assertion>/.exec(genuine) ?? [];
  const [its = ''] = /<dsig:Signature [\s\S]*<\/dsig:Signature>/.exec(original) ?? [];
  const bare = original.replace(its, '');
  const [response = ''] = /<samlp:Response [\s\S]*<\/samlp:Response>/.exec(genuine) ?? [];
  const forgedWith = (id: string, content = '') =>
    bare
      .replace('ID="A-1"', `ID="${id}"`)
      .replace('1234567890', '9999999999')
      .replace('</saml:Issuer>', `</saml:Issuer>${content}`);
  const answer = (content: string) => genuine.replace(original, content);
  const inside = (content: string) => its.replace('</dsig:Signature>', `${content}</dsig:Signature>`);
  const object = (content: string) => inside(`<dsig:Object>${content}</dsig:Object>`);
  const forgedResponse = (content: string) => response.replace('ID="R-1"', 'ID="R-2"').replace(original, content);
  return {
    'assertion-xsw-1': genuine.replace(response, forgedResponse(`${forgedWith('A-2')}${object(response.replace(its, ''))}`)),
    'assertion-xsw-2': genuine.replace(response, forgedResponse(`${forgedWith('A-2')}${its}${response.replace(its, '')}`)),
    'assertion-xsw-3': answer(`${forgedWith('A-2')}${original}`),
    'assertion-xsw-4': answer(forgedWith('A-2', original)),
    'assertion-xsw-5': answer(`${forgedWith('A-2', its)}${bare}`),
    'assertion-xsw-6': answer(forgedWith('A-2', inside(bare))),
    'assertion-xsw-7': answer(`<samlp:Extensions>${forgedWith('A-1')}</samlp:Extensions>${original}`),
    'assertion-xsw-8': answer(forgedWith('A-2', object(bare))),
  };
}

/** What is refused for reasons of its own, and could hardly be met by accident. */
function unusualAttacks(): Record<string, string | Buffer> {
  const EMPTY = createHash('sha256').digest('base64');
  const overNothing = sign('sha256', Buffer.alloc(0), signer.key).toString('base64');
  const withInfo = (info: string) => signed(envelope(signature(info, keyInfo(signer)), body()));
  const manyPrefixes = `<ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="${'q '.repeat(200)}"/>`;
  return {
    'duplicate-id-escaped': plain.replace('<wsse:Security ', '<wsse:Security Id="&#66;-1" '),
    'duplicate-xml-id': plain.replace('<wsse:Security ', '<wsse:Security xml:id="B-1" '),
    'signed-info-wrapped': plain.replace(
      /(<dsig:SignedInfo>[\s\S]*<\/dsig:SignedInfo>)/,
      (genuine) => `${signedInfo(reference('B-1', { value: EMPTY }))}<dsig:Object>${genuine}</dsig:Object>`,
    ),
    'two-certificates': signed(
      envelope(
        signature(signedInfo(both), keyInfo(signer).replace('<dsig:X509Data>', `<dsig:X509Data>${certificateOf(attacker)}`)),
        body(),
      ),
    ),
    'two-security-headers': plain.replace(
      '<soap:Header>',
      '<soap:Header><wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"/>',
    ),
    'signature-beside-security': envelope('', body(), { header: genuineSignature }),
    'rsa-sha512': withInfo(signedInfo(both, { method: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' })),
    'digest-sha512': withReferences(both.replace('xmlenc#sha256', 'xmlenc#sha512')),
    'canonicalization-with-comments': withInfo(signedInfo(both, { canonicalization: `${EXC}WithComments` })),
    'reference-without-uri': withReferences(reference('B-1').replace(' URI="#B-1"', '') + reference('K-1')),
    'too-many-prefixes': withReferences(
      reference('B-1', { transforms: `<dsig:Transform Algorithm="${EXC}">${manyPrefixes}</dsig:Transform>` }) + reference('K-1'),
    ),
    // A namespace that is no absolute URI has no canonical form: a verifier that goes on digests nothing, and nothing is easily signed.
    'nothing-digested': signed(
      envelope(
        signature(signedInfo(reference('B-1', { value: EMPTY }) + reference('K-1', { value: EMPTY })), keyInfo(signer)),
        body({ state: 'AFFILIE' }).replace('<cns:etat>', '<x:nothing xmlns:x="relative"/><cns:etat>'),
      ),
    ),
    'nothing-signed': envelope(
      signature(signedInfo(both), keyInfo(signer))
        .replace('<dsig:SignedInfo>', '<dsig:SignedInfo xmlns:x="relative" x:y="">')
        .replaceAll(/DIGEST:[\w-]+/g, EMPTY)
        .replace('SIGNATURE', overNothing),
      forged({}),
    ),
    'processing-instruction-in-prolog': plain.replace('?>\n', '?>\n<?xml-stylesheet href="x"?>\n'),
    'entity-undeclared': plain.replace('NON_AFFILIE', '&state;'),
    'text-after-root': `${plain}AFFILIE`,
    'body-of-another-namespace': plain.replaceAll('soap:Body', 'x:Body').replace('<x:Body', '<x:Body xmlns:x="urn:x"'),
    'envelope-in-envelope': plain.replace(
      '<soap:Header>',
      `${envelope('', forged({ id: 'B-2' })).slice(PROLOG.length)}<soap:Header>`,
    ),
    'latin-1': Buffer.from(plain.replace('UTF-8', 'ISO-8859-1'), 'latin1'),
    'utf-16': Buffer.from(`\uFEFF${plain.replace('UTF-8', 'UTF-16')}`, 'utf16le'),
    'too-many-namespaces': envelope('', body({ content: `<a ${names(60)}><a ${names(60)}/></a>` })),
    'fault-spoofed': envelope(
      '',
      body({ content: '<soap:Fault><faultcode>soap:Client</faultcode><faultstring>non affilié</faultstring></soap:Fault>' }),
    ),
    'assertion-other-audience': assertion({ conditions: audience('https://attacker.example') }),
    'assertion-confirmation-expired': assertion({ confirmation: 'NotOnOrAfter="2026-11-24T11:00:00Z"' }),
    'assertion-confirmation-of-another-request': assertion({ confirmation: 'InResponseTo="Q-9"' }),
    'assertion-response-signed-alone': signByHand(
      samlResponse(idp, { signed: false }).replace(
        '<samlp:Status>',
        `${signature(signedInfo(reference('R-1')), keyInfo(idp))}<samlp:Status>`,
      ),
      { key: idp.key },
    ),
  };
}

function names(count: number): string {
  return Array.from({ length: count }, (_, i) => `xmlns:p${i}="urn:${i}"`).join(' ');
}

for (const [kind, messages] of Object.entries({ valid, invalid })) {
  rmSync(new URL(kind, folder), { recursive: true, force: true });
  mkdirSync(new URL(kind, folder));
  for (const [name, text] of Object.entries(messages)) writeFileSync(new URL(`${kind}/${name}.xml`, folder), text);
}
writeFileSync(new URL('signer.pem', folder), signer.cert);
writeFileSync(new URL('idp-signer.pem', folder), idp.cert);
