import { escapeText } from '../wire/escape.ts';
import { WSSE, WST } from '../wire/namespaces.ts';
import { plainEnvelope } from './envelope.ts';

/** An HTTP 500's `soap:Fault`; faults are not signed. `code` is a qualified name with one of the prefixes declared here. */
export function faultAnswer(code: string, text: string, correlationId: string): string {
  const declarations = ` xmlns:wsse="${WSSE}" xmlns:wst="${WST}"`;
  const fault = `    <soap:Fault>
      <faultcode>${escapeText(code)}</faultcode>
      <faultstring xml:lang="en">${escapeText(text)}</faultstring>
    </soap:Fault>`;
  return plainEnvelope(correlationId, fault, 'mySecu', declarations);
}
