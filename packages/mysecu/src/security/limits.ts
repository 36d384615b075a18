import { UntrustedMessage } from './untrusted.ts';

/** Bounds on a message before and while it is parsed. Genuine messages stay far below them. */
export interface MessageLimits {
  /** Bytes of the whole answer. */
  readonly maxBytes: number;
  /** Nesting of elements. */
  readonly maxDepth: number;
  /** Attributes and namespace declarations on one element. */
  readonly maxAttributes: number;
  /** Namespace declarations that hold for one element: canonicalising costs their square, for each element. */
  readonly maxNamespaces: number;
  readonly maxElements: number;
}

/** 1 MiB, 64 levels, 64 attributes, 96 namespaces, 20 000 elements. */
export const DEFAULT_LIMITS: MessageLimits = {
  maxBytes: 1_048_576,
  maxDepth: 64,
  maxAttributes: 64,
  maxNamespaces: 96,
  maxElements: 20_000,
};

/** Prefixes that one InclusiveNamespaces may name: canonicalising looks each of them up for each element. */
export const MAX_PREFIXES = 64;

/**
 * Refuses what no parser should be given: document types, processing instructions, bombs of depth or attributes. A guard
 * in front of the parser and no parser: linear in the text, and what it misreads libxml2's own limits still hold.
 * Thrown when a bound is passed: {@link UntrustedMessage}.
 */
export function assertWithinLimits(text: string, limits: MessageLimits): void {
  if (/<!DOCTYPE/i.test(text)) throw new UntrustedMessage('doctype');
  if (text.includes('<?')) throw new UntrustedMessage('processing-instruction');
  const open: number[] = [];
  let elements = 0;
  let inScope = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (text.startsWith('<!', at)) {
      at = endOfAside(text, at);
    } else if (text[at + 1] === '/') {
      inScope -= open.pop() ?? 0;
    } else {
      const tag = measureTag(text, at);
      elements += 1;
      if (tag.attributes > limits.maxAttributes) throw new UntrustedMessage('too-many-attributes');
      if (elements > limits.maxElements) throw new UntrustedMessage('too-many-elements');
      const declared = tag.attributes === 0 ? 0 : (text.slice(at, tag.end).match(DECLARATION)?.length ?? 0);
      if (inScope + declared > limits.maxNamespaces) throw new UntrustedMessage('too-many-namespaces');
      at = tag.end;
      if (text[tag.end - 1] === '/') continue;
      inScope += declared;
      if (open.push(declared) > limits.maxDepth) throw new UntrustedMessage('too-deep');
    }
  }
}

// Counts too much where an attribute's value looks like one, and never too little.
const DECLARATION = /\sxmlns(?:[:=]|\s)/g;

function endOfAside(text: string, start: number): number {
  const [opening, closing] = text.startsWith('<!--', start) ? ['<!--', '-->'] : ['<![CDATA[', ']]>'];
  const end = text.indexOf(closing, start + opening.length);
  return end < 0 ? text.length : end + closing.length - 1;
}

const [DOUBLE_QUOTE, SINGLE_QUOTE, GREATER] = [0x22, 0x27, 0x3e] as const;

/** Where a start tag ends, and how many attributes it has; a `>` inside quotes does not end it. */
function measureTag(text: string, start: number): { readonly end: number; readonly attributes: number } {
  let attributes = 0;
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === GREATER) break;
    if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) continue;
    attributes += 1;
    const close = text.indexOf(code === DOUBLE_QUOTE ? '"' : "'", at + 1);
    if (close < 0) return { end: text.length, attributes };
    at = close;
  }
  return { end: at, attributes };
}
