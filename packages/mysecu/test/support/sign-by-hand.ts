import { createHash, createHmac, sign } from 'node:crypto';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { ExclusiveCanonicalization } from 'xml-crypto';
import xpath from 'xpath';

/** The prefix that the sample assertions name in their PrefixList; it is declared on an ancestor. */
const ASSERTION = {
  inclusiveNamespacesPrefixList: ['xs'],
  ancestorNamespaces: [{ prefix: 'xs', namespaceURI: 'http://www.w3.org/2001/XMLSchema' }],
};

/** Fills in digests and signature values of a message that was written with holes, so that wrong messages can be signed rightly. */
export interface Signing {
  /** PEM of the key, or for `hmac` the bytes taken as a secret. */
  readonly key: string;
  readonly algorithm?: 'sha256' | 'sha1' | 'hmac';
  /** Digest of the references. */
  readonly digest?: 'sha256' | 'sha1';
}

/**
 * Signs the first `ds:Signature` that has holes: `DIGEST:<id>` becomes the digest of the element with that id, and
 * `SIGNATURE` the value over SignedInfo. Canonicalised by xml-crypto: another implementation than the product's.
 */
export function signByHand(message: string, signing: Signing): string {
  const digested = message.replace(/DIGEST:([\w-]+)/g, (_, id: string) => digestOf(message, id, signing.digest ?? 'sha256'));
  const signedInfo = canonical(digested, "//*[local-name()='SignedInfo'][1]");
  return digested.replace('SIGNATURE', valueOver(signedInfo, signing));
}

function digestOf(message: string, id: string, algorithm: string): string {
  const text = canonical(message, `//*[@*[translate(local-name(),'ID','id')='id']='${id}'][1]`);
  return createHash(algorithm).update(text).digest('base64');
}

function valueOver(text: string, { key, algorithm = 'sha256' }: Signing): string {
  if (algorithm === 'hmac') return createHmac('sha256', key).update(text).digest('base64');
  return sign(algorithm, Buffer.from(text), key).toString('base64');
}

function canonical(message: string, expression: string): string {
  const document = new DOMParser().parseFromString(message, 'text/xml');
  const [element] = xpath.select(expression, document as unknown as Node) as unknown as Element[];
  if (element === undefined) throw new Error(`nothing at ${expression}`);
  // The enveloped-signature transform, for the assertions.
  if (element.localName === 'Assertion') {
    const signature = [...element.childNodes].find((child) => (child as Element).localName === 'Signature');
    if (signature) element.removeChild(signature);
  }
  const options = element.localName === 'Assertion' ? ASSERTION : {};
  return new ExclusiveCanonicalization().process(element as never, options as never).toString();
}
