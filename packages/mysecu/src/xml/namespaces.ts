/** Namespaces and identifiers of the mySecu wire protocol, sections 1 to 3. */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const DS = 'http://www.w3.org/2000/09/xmldsig#';
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = `${DS}enveloped-signature`;
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

const OASIS_WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
export const WSSE = `${OASIS_WSS}wssecurity-secext-1.0.xsd`;
export const WSU = `${OASIS_WSS}wssecurity-utility-1.0.xsd`;
export const BASE64_BINARY = `${OASIS_WSS}soap-message-security-1.0#Base64Binary`;
export const X509_V3 = `${OASIS_WSS}x509-token-profile-1.0#X509v3`;
export const PASSWORD_TEXT = `${OASIS_WSS}username-token-profile-1.0#PasswordText`;

export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const SAML_SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const SAML_BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
export const SAML_SOAP_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP';
export const SAML_X509_CLASS = 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509';
export const SAML_UNSPECIFIED_NAME = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';

export const WST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
export const WSP = 'http://schemas.xmlsoap.org/ws/2004/09/policy';
export const WSA = 'http://www.w3.org/2005/08/addressing';
export const AUTH = 'http://schemas.xmlsoap.org/ws/2006/12/authorization';
export const AUTH_CLAIMS = `${AUTH}/authclaims`;

export const SYNC = 'http://ws.mysecu.lu/generic/sync';
