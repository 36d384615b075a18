import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { childElements, optionalChild, requiredChild, withDescendants } from './elements.ts';
import { DSIG, SOAP, WSSE } from './namespaces.ts';
import { Refusal } from './refusal.ts';

/** A SOAP 1.1 message whose outline has been checked; nothing in it has been verified yet. */
export interface Message {
  /** The text as received: what signatures are checked against. */
  readonly text: string;
  readonly envelope: Element;
  readonly security: Element;
  readonly body: Element;
  /** The single element inside the Body. */
  readonly content: Element;
  /** Elements by their id attribute (`wsu:Id`, `Id`, `ID`, `id`); an id given twice has already been refused. */
  readonly byId: ReadonlyMap<string, Element>;
  /** Every `ds:Signature` of the document. */
  readonly signatures: readonly Element[];
}

/** Reads a request. Thrown when it is not one well-formed SOAP 1.1 envelope with unique ids: a {@link Refusal}. */
export function readMessage(bytes: Uint8Array): Message {
  const text = decode(bytes);
  const envelope = rootOf(text);
  if (envelope.localName !== 'Envelope' || envelope.namespaceURI !== SOAP) {
    throw new Refusal('soap:Client', 'the root element is not a SOAP 1.1 envelope');
  }
  const header = requiredChild(envelope, SOAP, 'Header', 'wsse:InvalidSecurity');
  const body = requiredChild(envelope, SOAP, 'Body', 'soap:Client');
  const [content, ...more] = childElements(body);
  if (content === undefined || more.length > 0) throw new Refusal('soap:Client', 'the Body does not hold exactly one element');
  const security = optionalChild(header, WSSE, 'Security', 'wsse:InvalidSecurity');
  if (security === undefined) throw new Refusal('wsse:InvalidSecurity', 'there is no wsse:Security header');
  return { text, envelope, security, body, content, ...idsAndSignatures(envelope) };
}

/** The id of an element, whichever of the usual attributes carries it. */
export function idOf(element: Element): string | undefined {
  for (const attribute of element.attributes) {
    if (/^id$/i.test(attribute.localName ?? attribute.name)) return attribute.value;
  }
  return undefined;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('soap:Client', 'the message is not UTF-8');
  }
}

function rootOf(text: string): Element {
  if (/<!DOCTYPE/i.test(text)) throw new Refusal('soap:Client', 'a document type declaration is not accepted');
  if (/<\?(?!xml\s)/.test(text)) throw new Refusal('soap:Client', 'processing instructions are not accepted');
  const root = parse(text)?.documentElement;
  if (!root) throw new Refusal('soap:Client', 'the message is not well-formed XML');
  return root;
}

function parse(text: string): Document | undefined {
  const complain = (): never => {
    throw new Refusal('soap:Client', 'the message is not well-formed XML');
  };
  try {
    return new DOMParser({ onError: complain }).parseFromString(text, 'text/xml');
  } catch {
    return undefined;
  }
}

function idsAndSignatures(envelope: Element): Pick<Message, 'byId' | 'signatures'> {
  const byId = new Map<string, Element>();
  const signatures: Element[] = [];
  for (const element of withDescendants(envelope)) {
    if (element.namespaceURI === DSIG && element.localName === 'Signature') signatures.push(element);
    const id = idOf(element);
    if (id === undefined) continue;
    if (byId.has(id)) throw new Refusal('wsse:InvalidSecurity', 'an id is used twice');
    byId.set(id, element);
  }
  return { byId, signatures };
}
