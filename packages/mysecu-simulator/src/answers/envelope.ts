import { canonicalOf } from '../sign/canonical-text.ts';
import { prettySignature } from '../sign/pretty-signature.ts';
import type { Signer } from '../sign/signer.ts';
import { newCorrelationId } from '../wire/correlation-id.ts';
import { SOAP, WSSE, WSU } from '../wire/namespaces.ts';

/** The Body's own canonical form needs both: `soap` for its name, `wsu` for its id. */
const BODY_INHERITS = { soap: SOAP, wsu: WSU };

/** The lines before an envelope. An XML declaration may stand before the comment (protocol section 3.5). */
export function preamble(platform: string, correlationId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!-- ${platform} simulator, custom environment, Correlation-ID: ${correlationId} -->`;
}

/** A pretty-printed answer without a signature; `wsu` is declared here, and `declarations` are further namespace declarations of the envelope. */
export function plainEnvelope(correlationId: string, content: string, platform = 'mySecu', declarations = ''): string {
  return `${preamble(platform, correlationId)}
<soap:Envelope xmlns:soap="${SOAP}" xmlns:wsu="${WSU}"${declarations}>
  <soap:Header/>
  <soap:Body>
${content}
  </soap:Body>
</soap:Envelope>
`;
}

/** A pretty-printed answer whose Body and KeyInfo are signed, with no Timestamp (protocol sections 3.3 and 3.5). */
export async function signedEnvelope(correlationId: string, content: string, signer: Signer): Promise<string> {
  const bodyId = newCorrelationId();
  const body = bodyText(bodyId, content);
  const part = { id: bodyId, canonical: canonicalBody(body) };
  const signature = await prettySignature([part], signer, { margin: '      ', keyInfoId: newCorrelationId() });
  return `${preamble('mySecu', correlationId)}
<soap:Envelope xmlns:soap="${SOAP}" xmlns:wsu="${WSU}">
  <soap:Header>
    <wsse:Security xmlns:wsse="${WSSE}" soap:mustUnderstand="1">
      ${signature}
    </wsse:Security>
  </soap:Header>
  ${body}
</soap:Envelope>
`;
}

/** The exclusive canonical form of a Body that {@link signedEnvelope} wrote. */
export function canonicalBody(body: string): string {
  return canonicalOf(body, BODY_INHERITS);
}

function bodyText(id: string, content: string): string {
  return `<soap:Body wsu:Id="${id}">\n${content}\n  </soap:Body>`;
}
