import type { Element } from '@xmldom/xmldom';
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto';
import { childrenNamed, requiredChild, withDescendants } from '../wire/elements.ts';
import { DSIG, ENVELOPED, EXC_C14N, RSA_SHA256, SHA256 } from '../wire/namespaces.ts';
import { Refusal } from '../wire/refusal.ts';
import { namespacesInScope } from './namespaces-in-scope.ts';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  CanonicalizationMethod: [EXC_C14N],
  SignatureMethod: [RSA_SHA256],
  Transform: [EXC_C14N, ENVELOPED],
  DigestMethod: [SHA256],
};

/** The ids that a signature refers to. Thrown when it uses an algorithm outside the allow-list or refers elsewhere: a {@link Refusal}. */
export function referencedIds(signature: Element): string[] {
  const signedInfo = requiredChild(signature, DSIG, 'SignedInfo', 'wsse:InvalidSecurity');
  for (const element of withDescendants(signedInfo)) {
    const allowed = element.namespaceURI === DSIG ? ALLOWED[element.localName ?? ''] : undefined;
    if (allowed !== undefined && !allowed.includes(element.getAttribute('Algorithm') ?? '')) {
      throw new Refusal('wsse:UnsupportedAlgorithm', `${element.localName} uses an algorithm that is not accepted`);
    }
  }
  return childrenNamed(signedInfo, DSIG, 'Reference').map((reference) => {
    const uri = reference.getAttribute('URI') ?? '';
    if (!/^#[\w.-]+$/.test(uri)) throw new Refusal('wsse:InvalidSecurity', 'a Reference does not name an element of the message');
    return uri.slice(1);
  });
}

/**
 * Checks one signature of a document with xml-crypto and the given certificate; what KeyInfo says plays no part.
 * Thrown when a digest or the signature value is wrong: a {@link Refusal} `wsse:FailedCheck`.
 */
export function checkXmlSignature(text: string, signature: Element, certificatePem: string): void {
  const check = new SignedXml({ publicCert: certificatePem });
  check.CanonicalizationAlgorithms = { ...check.CanonicalizationAlgorithms, [EXC_C14N]: exclusiveCanonicalizationAt(signature) };
  let good: boolean;
  try {
    check.loadSignature(signature as never);
    good = check.checkSignature(text);
  } catch {
    good = false;
  }
  if (!good) throw new Refusal('wsse:FailedCheck', 'a signature of the message does not verify');
}

/**
 * xml-crypto takes the namespaces for SignedInfo's PrefixList from the first SignedInfo of the document. A token request
 * holds two signatures, so the ancestors must be those of the signature at hand.
 */
function exclusiveCanonicalizationAt(signature: Element): typeof ExclusiveCanonicalization {
  return class extends ExclusiveCanonicalization {
    override process(...[element, options]: Parameters<ExclusiveCanonicalization['process']>): string {
      const isSignedInfo = (element as unknown as Element).localName === 'SignedInfo';
      return super.process(element, isSignedInfo ? { ...options, ancestorNamespaces: namespacesInScope(signature) } : options);
    }
  };
}
