/**
 * Writes the corpus of good and bad answers anew: `node --conditions=@officine/source test/signatures/make-corpus.ts`.
 * The keys are made here and thrown away; only the signers' certificates are kept.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { makePair } from '../support/certificates.ts';
import { type Signing, signByHand } from '../support/sign-by-hand.ts';
import { body, DS, EXC, envelope, keyInfo, PROLOG, reference, samlResponse, signature, signedInfo } from './messages.ts';

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
  assertion: signed(samlResponse(idp), { key: idp.key }),
};

const assertion = (options: Parameters<typeof samlResponse>[1], key = idp.key) => signByHand(samlResponse(idp, options), { key });

const invalid: Record<string, string> = {
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

for (const [kind, messages] of Object.entries({ valid, invalid })) {
  rmSync(new URL(kind, folder), { recursive: true, force: true });
  mkdirSync(new URL(kind, folder));
  for (const [name, text] of Object.entries(messages)) writeFileSync(new URL(`${kind}/${name}.xml`, folder), text);
}
writeFileSync(new URL('signer.pem', folder), signer.cert);
writeFileSync(new URL('idp-signer.pem', folder), idp.cert);
