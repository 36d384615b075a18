/** Namespaces and identifiers of the mySecu wire protocol; gathered here because every step speaks several of them. */
export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XS = 'http://www.w3.org/2001/XMLSchema';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-';
export const WSSE = `${WSS}wssecurity-secext-1.0.xsd`;
export const WSU = `${WSS}wssecurity-utility-1.0.xsd`;
export const BASE64_BINARY = `${WSS}soap-message-security-1.0#Base64Binary`;
export const X509V3 = `${WSS}x509-token-profile-1.0#X509v3`;
export const PASSWORD_TEXT = `${WSS}username-token-profile-1.0#PasswordText`;

export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const SAML_SOAP_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:SOAP';
export const SAML_BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
export const SAML_X509_CONTEXT = 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509';
export const SAML_SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';
export const X509_SUBJECT_NAME = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';
export const UNSPECIFIED_ATTRIBUTE = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified';
export const VORDEL_ATTRIBUTE = 'urn:vordel:attribute:1.0';

export const WST = 'http://docs.oasis-open.org/ws-sx/ws-trust/200512';
export const WST_ISSUE = `${WST}/Issue`;
export const WST_CANCEL = `${WST}/Cancel`;
export const SESSION_TOKEN = 'http://ws.mySecu.lu/trust/token/bst';
export const AUTHORIZATION = 'http://schemas.xmlsoap.org/ws/2006/12/authorization';
export const AUTH_CLAIMS = `${AUTHORIZATION}/authclaims`;
export const ESPACE_ID_CLAIM = 'http://ws.mysecu.lu/trust/prodo/espaceid';

export const SYNC = 'http://ws.mysecu.lu/generic/sync';
export const CNS = 'http://www.secu.lu/ciss/cns';
