import { describe, expect, it } from 'vitest';
import { openMessage } from '../security/open-message.ts';
import { parseWireProfile } from '../wire/wire-profile.ts';
import { classifyFault, type Fault, readFault } from './fault.ts';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity';
const wire = parseWireProfile({});

describe('a fault', () => {
  it('is known by the namespace of its code, whatever the prefix, and by an outer declaration too', () => {
    expect(faultOf(`<faultcode xmlns:q="${WSS}-secext-1.0.xsd">q:InvalidSecurityToken</faultcode>`)?.code).toBe(
      'wsse:InvalidSecurityToken',
    );
    expect(faultOf('<faultcode>s:Server</faultcode>')?.code).toBe('soap:Server');
    expect(faultOf('<faultcode xmlns:wsse="urn:somebody-else">wsse:InvalidSecurityToken</faultcode>')?.code).toBe(
      '?:InvalidSecurityToken',
    );
    expect(faultOf('')?.code).toBe('?');
  });

  it('keeps the platform’s words, bounded, without what could name a person', () => {
    const text = `Matricule 1893120105732 of "Léa Sample" unknown; ref AB-1234. ${'word '.repeat(100)}`;

    const fault = faultOf(`<faultcode>s:Client</faultcode><faultstring>${text}</faultstring>`);

    expect(fault?.text).toMatch(/^Matricule … of … unknown; ref … word word/);
    expect(fault?.text.length).toBeLessThanOrEqual(160);
  });

  it.each([
    ['get', 'wsse:InvalidSecurityToken', '', 'authentication-refused', 'token-refused'],
    ['get', 'wst:ExpiredData', '', 'authentication-refused', 'token-refused'],
    ['get', 'wsse:FailedCheck', '', 'authentication-refused', 'authentication-refused'],
    ['get', 'soap:Server', 'internal error', 'mysecu-fault', 'fault'],
    ['get', '?:Whatever', '', 'mysecu-fault', 'fault'],
    ['get', 'wst:RequestFailed', 'Access is blocked', 'blocked-by-mysecu', 'blocked'],
    ['get', 'wst:RequestFailed', 'try later', 'mysecu-fault', 'fault'],
    ['token', 'wst:FailedAuthentication', '', 'authentication-refused', 'authentication-refused'],
    ['token', 'wst:RequestFailed', 'accès bloqué', 'blocked-by-mysecu', 'blocked'],
    ['token', 'wst:RequestFailed', '', 'token-service-unavailable', 'fault'],
    ['identity', 'wsse:InvalidSecurityToken', '', 'authentication-refused', 'authentication-refused'],
    ['identity', 'soap:Server', '', 'identity-provider-unavailable', 'fault'],
  ] as const)('at %s with %s "%s" is %s, %s', (step, code, text, expectedCode, kind) => {
    expect(classifyFault({ code, text }, step, wire)).toEqual({ code: expectedCode, kind });
  });
});

function faultOf(content: string): Fault | undefined {
  const xml = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>${content}</s:Fault></s:Body></s:Envelope>`;
  const message = openMessage(Buffer.from(xml));
  try {
    return readFault(message);
  } finally {
    message.close();
  }
}
