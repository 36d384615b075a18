import { type XmlDocument, XmlElement, XmlXPath } from 'libxml2-wasm';
import { DS } from '../xml/namespaces.ts';
import { UntrustedMessage } from './untrusted.ts';

// Whatever is an id attribute or a signature is spelt like this in the text, for names know no escapes; other things may be as well.
const MAY_BE_ID = /[\s:]id\s*=/gi;
const PLAIN_ID = /[\s:]id\s*=\s*(?:"([^"&<\s]*)"|'([^'&<\s]*)')/gi;
const MAY_BE_SIGNATURE = /<(?:[^ \t\r\n<>/:]+:)?Signature[ \t\r\n/>]/g;

const IDS_AND_SIGNATURES = XmlXPath.compile(
  "descendant::ds:Signature | descendant-or-self::*/@*[translate(local-name(), 'DI', 'di') = 'id']",
  { ds: DS },
);

/**
 * Counts a message's signatures, and refuses an id that stands twice. The text is asked first: if all that may be an id is
 * plain and distinct, and one thing at most may be a signature, the tree need not be searched; in doubt it is.
 * Thrown when an id is not unique: {@link UntrustedMessage}.
 */
export function countSignatures(text: string, document: XmlDocument): number {
  const candidates = text.match(MAY_BE_SIGNATURE)?.length ?? 0;
  return candidates <= 1 && hasPlainDistinctIds(text) ? candidates : searchTree(document);
}

function hasPlainDistinctIds(text: string): boolean {
  const ids = Array.from(text.matchAll(PLAIN_ID), ([, double, single]) => double ?? single);
  // Fewer plain ones than candidates: one is escaped, or hidden inside what only looks like another.
  return ids.length === (text.match(MAY_BE_ID)?.length ?? 0) && new Set(ids).size === ids.length;
}

function searchTree(document: XmlDocument): number {
  let signatures = 0;
  const ids = new Set<string>();
  for (const node of document.root.find(IDS_AND_SIGNATURES)) {
    if (node instanceof XmlElement) signatures += 1;
    else if (ids.has(node.content)) throw new UntrustedMessage('duplicate-id');
    else ids.add(node.content);
  }
  return signatures;
}
