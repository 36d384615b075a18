import { childrenOf, onlyChild, type XmlElementData } from '../xml/element.ts';
import { DS, ENVELOPED, EXC_C14N, RSA_SHA256, SHA256 } from '../xml/namespaces.ts';
import { MAX_PREFIXES } from './limits.ts';
import { UntrustedMessage } from './untrusted.ts';

/** One `ds:Reference`, read from the canonical bytes of its SignedInfo. */
export interface Reference {
  /** The id that the URI `#id` names. */
  readonly id: string;
  readonly enveloped: boolean;
  readonly prefixes: readonly string[];
  /** SHA-256 that the signer claims, 32 bytes. */
  readonly digest: Buffer;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a SignedInfo strictly: exclusive canonicalisation, RSA-SHA256, SHA-256, same-document references, nothing else.
 * The algorithms come from this list and never from the message. Thrown when it asks for more: {@link UntrustedMessage}.
 */
export function readSignedInfo(signedInfo: XmlElementData, canonicalizedWith: readonly string[]): readonly Reference[] {
  const [canonicalization, method, ...references] = signedInfo.children;
  if (!isDs(signedInfo, 'SignedInfo') || canonicalization === undefined || method === undefined || references.length === 0) {
    throw new UntrustedMessage('malformed-signature');
  }
  if (!isDs(canonicalization, 'CanonicalizationMethod') || !isDs(method, 'SignatureMethod')) {
    throw new UntrustedMessage('malformed-signature');
  }
  assertAlgorithm(canonicalization, EXC_C14N);
  assertAlgorithm(method, RSA_SHA256);
  if (method.children.length > 0 || prefixList(canonicalization).join(' ') !== canonicalizedWith.join(' ')) {
    throw new UntrustedMessage('malformed-signature');
  }
  return references.map(readReference);
}

/** Decodes strict base64, white space between characters aside. Thrown when it is not: {@link UntrustedMessage}. */
export function decodeBase64(text: string): Buffer {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  if (compact === '' || !BASE64.test(compact)) throw new UntrustedMessage('malformed-signature');
  return Buffer.from(compact, 'base64');
}

/** The prefixes that a canonicalisation's `ec:InclusiveNamespaces` names, if it has one. */
export function prefixList(method: XmlElementData): readonly string[] {
  const [inclusive, ...more] = method.children;
  if (inclusive === undefined) return [];
  if (more.length > 0 || inclusive.namespace !== EXC_C14N || inclusive.name !== 'InclusiveNamespaces') {
    throw new UntrustedMessage('transform-not-allowed');
  }
  return splitPrefixes(inclusive.attributes.get('PrefixList') ?? '');
}

/** Splits a PrefixList; `#default` stays as it is written, which libxml2 knows. Thrown when it names too many: {@link UntrustedMessage}. */
export function splitPrefixes(list: string): readonly string[] {
  const prefixes = list.split(/[ \t\r\n]+/).filter((prefix) => prefix !== '');
  if (prefixes.length > MAX_PREFIXES) throw new UntrustedMessage('too-many-prefixes');
  return prefixes;
}

function readReference(reference: XmlElementData): Reference {
  const [transforms, method, value, ...more] = reference.children;
  if (
    !isDs(reference, 'Reference') ||
    transforms === undefined ||
    method === undefined ||
    value === undefined ||
    more.length > 0
  ) {
    throw new UntrustedMessage('malformed-signature');
  }
  if (!isDs(transforms, 'Transforms') || !isDs(method, 'DigestMethod') || !isDs(value, 'DigestValue')) {
    throw new UntrustedMessage('malformed-signature');
  }
  assertAlgorithm(method, SHA256);
  const digest = decodeBase64(value.text);
  if (value.children.length > 0 || digest.length !== 32) throw new UntrustedMessage('malformed-signature');
  return { id: localId(reference.attributes.get('URI')), ...readTransforms(transforms), digest };
}

function localId(uri: string | undefined): string {
  const id = /^#([^\s#()/]+)$/.exec(uri ?? '')?.[1];
  if (id === undefined) throw new UntrustedMessage('reference-not-local');
  return id;
}

function readTransforms(transforms: XmlElementData): Pick<Reference, 'enveloped' | 'prefixes'> {
  const all = childrenOf(transforms, DS, 'Transform');
  const algorithms = all.map((transform) => transform.attributes.get('Algorithm'));
  const canonicalization = all.at(-1);
  const enveloped = algorithms.length === 2 && algorithms[0] === ENVELOPED && all[0]?.children.length === 0;
  if (canonicalization === undefined || all.length !== transforms.children.length)
    throw new UntrustedMessage('transform-not-allowed');
  if (algorithms.at(-1) !== EXC_C14N || (algorithms.length > 1 && !enveloped))
    throw new UntrustedMessage('transform-not-allowed');
  return { enveloped, prefixes: prefixList(canonicalization) };
}

function assertAlgorithm(element: XmlElementData, algorithm: string): void {
  if (element.attributes.get('Algorithm') !== algorithm) throw new UntrustedMessage('algorithm-not-allowed');
}

function isDs(element: XmlElementData, name: string): boolean {
  return element.name === name && element.namespace === DS;
}

/** The certificate inside a KeyInfo read from canonical bytes, base64 without white space; undefined when it has none. */
export function namedCertificate(keyInfo: XmlElementData): string | undefined {
  if (!isDs(keyInfo, 'KeyInfo')) throw new UntrustedMessage('malformed-signature');
  const data = childrenOf(keyInfo, DS, 'X509Data');
  if (data.length === 0) return undefined;
  const certificate = data.length === 1 && data[0] ? onlyChild(data[0], DS, 'X509Certificate') : undefined;
  if (certificate === undefined) throw new UntrustedMessage('malformed-signature');
  return certificate.text.replace(/[ \t\r\n]+/g, '');
}
