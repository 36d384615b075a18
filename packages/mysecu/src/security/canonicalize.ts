import { XmlC14NMode, type XmlDocument, type XmlElement } from 'libxml2-wasm';
import { type CanonicalForm, readCanonicalForest } from '../xml/read-canonical.ts';
import { UntrustedMessage } from './untrusted.ts';

/**
 * The exclusive canonical form, without comments, of one element and all below it (xml-exc-c14n, section 4).
 * Thrown when it comes out empty, so that no digest of nothing ever matches: {@link UntrustedMessage}.
 */
export function canonicalForm(document: XmlDocument, element: XmlElement, prefixes: readonly string[] = []): CanonicalForm {
  return only(exclusive(document, [element], prefixes));
}

/**
 * The canonical forms of several elements, none inside another, in document order. One walk for all of them: libxml2 visits
 * the whole document for each walk, which is most of what verifying costs.
 */
export function canonicalForms(document: XmlDocument, elements: readonly XmlElement[]): readonly CanonicalForm[] {
  const forms = exclusive(document, elements, []);
  if (forms.length !== elements.length) throw new UntrustedMessage('empty-canonical-form');
  return forms;
}

/**
 * An element as text that stands alone, with every namespace in scope carried over, comments too. Inclusive canonical XML
 * is just that: cut out as text, a prefix declared on an ancestor would be lost (protocol, section 3.5).
 */
export function standaloneXml(document: XmlDocument, element: XmlElement): string {
  return collect(document, { mode: XmlC14NMode.XML_C14N_1_0, nodeSet: new Set([element]), withComments: true }).toString('utf8');
}

function exclusive(
  document: XmlDocument,
  elements: readonly XmlElement[],
  prefixes: readonly string[],
): readonly CanonicalForm[] {
  const inclusive = prefixes.length === 0 ? {} : { inclusiveNamespacePrefixes: [...prefixes] };
  const bytes = collect(document, { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, nodeSet: new Set(elements), ...inclusive });
  try {
    return readCanonicalForest(bytes);
  } catch (cause) {
    throw new UntrustedMessage('not-well-formed', { cause });
  }
}

function only(forms: readonly CanonicalForm[]): CanonicalForm {
  const [form] = forms;
  if (form === undefined || forms.length > 1) throw new UntrustedMessage('empty-canonical-form');
  return form;
}

function collect(document: XmlDocument, options: Parameters<XmlDocument['canonicalize']>[1]): Buffer {
  const chunks: Uint8Array[] = [];
  try {
    document.canonicalize(
      {
        // A view into the wasm heap: it must be copied before the next call moves it.
        write: (chunk) => chunks.push(chunk.slice()) && chunk.length,
        close: () => true,
      },
      options,
    );
  } catch (cause) {
    // A namespace that is no absolute URI, for one, has no canonical form (Canonical XML 1.0, section 1.3).
    throw new UntrustedMessage('empty-canonical-form', { cause });
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) throw new UntrustedMessage('empty-canonical-form');
  return bytes;
}
