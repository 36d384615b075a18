import { asCanonical, type CanonicalXml, declarations } from '../xml/canonical-text.ts';
import { SOAP, WSU } from '../xml/namespaces.ts';

/** A SOAP Body in canonical form. */
export interface Body {
  readonly id: string;
  /** Attributes of the start tag with a leading space: the SOAP client writes the tag itself. */
  readonly attributes: string;
  readonly content: CanonicalXml;
  /** The whole element: these bytes are digested, and these bytes leave. */
  readonly canonical: CanonicalXml;
}

const BODY_NAMESPACES = declarations({ soap: SOAP, wsu: WSU });

/** Wraps content that is canonical when it stands alone, and binds neither `soap` nor `wsu` at its root. */
export function createBody(id: string, content: CanonicalXml): Body {
  const attributes = `${BODY_NAMESPACES} wsu:Id="${id}"`;
  return { id, attributes, content, canonical: asCanonical(`<soap:Body${attributes}>${content}</soap:Body>`) };
}

/** A whole SOAP 1.1 message. */
export function createEnvelope(securityHeader: string, body: Body): string {
  return `<soap:Envelope${declarations({ soap: SOAP })}><soap:Header>${securityHeader}</soap:Header>${body.canonical}</soap:Envelope>`;
}
