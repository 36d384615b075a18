/**
 * Fault codes of SOAP 1.1, WS-Security 1.0 (section 12) and WS-Trust 1.3 (section 11). mySecu's own codes are not
 * public (protocol section 3.5), so these standard ones are what a client has to classify by.
 */
export type FaultCode =
  | 'soap:Client'
  | 'soap:Server'
  | 'wsse:FailedAuthentication'
  | 'wsse:FailedCheck'
  | 'wsse:InvalidSecurity'
  | 'wsse:InvalidSecurityToken'
  | 'wsse:UnsupportedAlgorithm'
  | 'wsu:MessageExpired'
  | 'wst:ExpiredData'
  | 'wst:FailedAuthentication'
  | 'wst:InvalidRequest'
  | 'wst:InvalidScope'
  | 'wst:RequestFailed';

/** Thrown when a message is refused; becomes an HTTP 500 with a `soap:Fault`. The text never quotes what the caller sent. */
export class Refusal extends Error {
  readonly code: FaultCode;

  constructor(code: FaultCode, text: string) {
    super(text);
    this.name = 'Refusal';
    this.code = code;
  }
}
