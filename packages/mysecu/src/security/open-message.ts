import { isUtf8 } from 'node:buffer';
import { ParseOption, XmlDocument, XmlElement } from 'libxml2-wasm';
import { SOAP } from '../xml/namespaces.ts';
import { assertWithinLimits, DEFAULT_LIMITS, type MessageLimits } from './limits.ts';
import { countSignatures } from './survey.ts';
import { UntrustedMessage } from './untrusted.ts';

/** A well-formed SOAP 1.1 message whose signatures nobody has looked at yet. Must be closed: its memory is libxml2's. */
export interface OpenMessage {
  readonly document: XmlDocument;
  readonly envelope: XmlElement;
  readonly header: XmlElement | undefined;
  readonly body: XmlElement;
  /** Whether a comment stands anywhere behind the prolog. */
  readonly hasComments: boolean;
  /** How many `ds:Signature` elements there are, wherever they stand. */
  readonly signatureCount: number;
  close(): void;
}

const PARSE = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_SKIP_IDS;

/**
 * Parses a message, once and strictly. The prolog is cut off first: the platform's leading comment may be wrongly encoded
 * (protocol, section 3.5) and takes no part in any signature.
 * Thrown when it is no SOAP message, breaks a limit, or uses an id twice: {@link UntrustedMessage}.
 */
export function openMessage(bytes: Uint8Array, limits: MessageLimits = DEFAULT_LIMITS): OpenMessage {
  if (bytes.length > limits.maxBytes) throw new UntrustedMessage('too-large');
  const content = withoutProlog(bytes);
  if (!isUtf8(content)) throw new UntrustedMessage('not-utf8');
  // Markup is ASCII: for bounds and comments one character a byte will do.
  const text = content.toString('latin1');
  assertWithinLimits(text, limits);
  const document = parse(content);
  try {
    const hasComments = text.includes('<!--');
    return {
      document,
      hasComments,
      signatureCount: countSignatures(text, document),
      ...outline(document),
      close: () => document.dispose(),
    };
  } catch (error) {
    document.dispose();
    throw error;
  }
}

/** The element children of an element, in document order. */
export function elementsOf(parent: XmlElement): XmlElement[] {
  const elements: XmlElement[] = [];
  for (let node = parent.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement) elements.push(node);
  }
  return elements;
}

/** The first element child, if there is one. */
export function firstElementOf(parent: XmlElement): XmlElement | undefined {
  for (let node = parent.firstChild; node !== null; node = node.next) {
    if (node instanceof XmlElement) return node;
  }
  return undefined;
}

/** Whether an element has this expanded name. */
export function isNamed(element: XmlElement, namespace: string, name: string): boolean {
  return element.name === name && element.namespaceUri === namespace;
}

/** The bytes from the root element on. Thrown when something else than white space, comments and an XML declaration precedes it. */
function withoutProlog(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = buffer.indexOf('<');
  if (buffer.subarray(at, at + 5).toString('latin1') === '<?xml') at = buffer.indexOf('<', buffer.indexOf('?>', at));
  while (at >= 0 && buffer.subarray(at, at + 4).toString('latin1') === '<!--') {
    const end = buffer.indexOf('-->', at + 4);
    at = end < 0 ? -1 : buffer.indexOf('<', end);
  }
  if (at < 0) throw new UntrustedMessage('not-well-formed');
  return buffer.subarray(at);
}

function parse(content: Uint8Array): XmlDocument {
  try {
    // The encoding is ours to say: a message must not choose how its own bytes are read.
    return XmlDocument.fromBuffer(content, { option: PARSE, encoding: 'utf-8' });
  } catch {
    // libxml2's text quotes the message, which may name a person.
    throw new UntrustedMessage('not-well-formed');
  }
}

function outline(document: XmlDocument): Pick<OpenMessage, 'envelope' | 'header' | 'body'> {
  const envelope = document.root;
  if (!isNamed(envelope, SOAP, 'Envelope')) throw new UntrustedMessage('not-soap');
  const [first, second, third] = elementsOf(envelope);
  const header = first !== undefined && isNamed(first, SOAP, 'Header') ? first : undefined;
  const body = header === undefined ? first : second;
  const extra = header === undefined ? second : third;
  if (body === undefined || extra !== undefined || !isNamed(body, SOAP, 'Body')) throw new UntrustedMessage('not-soap');
  return { envelope, header, body };
}
