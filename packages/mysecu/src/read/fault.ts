import type { CallStep, ErrorCode } from '@officine/contracts';
import type { XmlElement } from 'libxml2-wasm';
import type { FaultKind } from '../errors.ts';
import { elementsOf, firstElementOf, isNamed, type OpenMessage } from '../security/open-message.ts';
import type { WireProfile } from '../wire/wire-profile.ts';
import { SOAP, WSSE, WST, WSU } from '../xml/namespaces.ts';

/** A `soap:Fault`, signed or not: a technical outcome and never a verdict. */
export interface Fault {
  /** `prefix:LocalName`, the prefix ours; `?` for a namespace we do not know. */
  readonly code: string;
  /** The platform's own words, at most 160 characters, digits and quotations taken out: they may name a person. */
  readonly text: string;
}

const PREFIXES: Readonly<Record<string, string>> = { [SOAP]: 'soap', [WSSE]: 'wsse', [WSU]: 'wsu', [WST]: 'wst' };
const MAX_TEXT = 160;

/** The Fault that a message's Body holds; undefined when it holds something else. */
export function readFault({ body }: OpenMessage): Fault | undefined {
  const fault = firstElementOf(body);
  if (fault === undefined || !isNamed(fault, SOAP, 'Fault')) return undefined;
  const children = elementsOf(fault);
  const code = children.find((child) => child.name === 'faultcode');
  const text = children.find((child) => child.name === 'faultstring');
  return { code: code === undefined ? '?' : qualifiedCode(code), text: withoutIdentifiers(text?.content ?? '') };
}

/** What a fault means at a step: section 3.5 leaves the codes open, so the wire profile decides, and the rest is technical. */
export function classifyFault(
  fault: Fault,
  call: CallStep,
  { faults }: WireProfile,
): { readonly code: ErrorCode; readonly kind: FaultKind } {
  if (faults.blocked.includes(fault.code) && new RegExp(faults.blockedText, 'i').test(fault.text)) {
    return { code: 'blocked-by-mysecu', kind: 'blocked' };
  }
  const carriesToken = call === 'get' || call === 'cancel';
  if (carriesToken && faults.tokenRefused.includes(fault.code)) return { code: 'authentication-refused', kind: 'token-refused' };
  if (faults.authenticationRefused.includes(fault.code))
    return { code: 'authentication-refused', kind: 'authentication-refused' };
  return { code: FAULT_CODES[call], kind: 'fault' };
}

const FAULT_CODES: Readonly<Record<CallStep, ErrorCode>> = {
  identity: 'identity-provider-unavailable',
  token: 'token-service-unavailable',
  get: 'mysecu-fault',
  cancel: 'token-service-unavailable',
};

function qualifiedCode(element: XmlElement): string {
  const [, prefix = '', name = ''] = /^\s*(?:([^:\s]+):)?([\w.-]{1,64})\s*$/.exec(element.content) ?? [];
  return `${PREFIXES[element.namespaces[prefix] ?? ''] ?? '?'}:${name}`;
}

function withoutIdentifiers(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/["'«„“][^"'»“”]{0,200}["'»“”]/g, '…')
    .replace(/\S*\d{3,}\S*/g, '…')
    .trim()
    .slice(0, MAX_TEXT);
}
