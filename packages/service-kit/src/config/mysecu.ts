import { jsonFile, oneOf, pemFile, positiveNumber, url, wholeNumber } from './formats.ts';
import { optional, required, withDefault } from './setting.ts';

const https = url('https');

/** How to reach eSanté and mySecu (mySecu protocol, section 1). */
export const mysecu = {
  environment: required(
    'MYSECU_ENVIRONMENT',
    oneOf('certification', 'exploitation', 'custom'),
    'Which platform this installation talks to',
  ),
  serviceUrl: optional('MYSECU_SERVICE_URL', https, "Business service; the environment's own by default"),
  tokenUrl: optional('MYSECU_TOKEN_URL', https, "Token service; the environment's own by default"),
  idpUrl: optional(
    'MYSECU_IDP_URL',
    https,
    'eSanté identity provider, SOAP endpoint; not public for exploitation, hence required there',
  ),
  idpDestination: optional(
    'MYSECU_IDP_DESTINATION',
    https,
    'Destination of the AuthnRequest; not public for exploitation, hence required there',
  ),
  tlsCa: required('MYSECU_TLS_CA_FILE', pemFile, "Who signs the TLS certificates of mySecu: the platform's own private CA"),
  idpTlsCa: optional(
    'MYSECU_IDP_TLS_CA_FILE',
    pemFile,
    "Who signs the identity provider's TLS certificate; the public roots by default",
  ),
  signer: required('MYSECU_SIGNER_FILE', pemFile, 'Who may sign answers: without it no answer can be told from a forgery'),
  tokenSigner: optional('MYSECU_TOKEN_SIGNER_FILE', pemFile, 'Who may sign token answers'),
  idpSigner: required('MYSECU_IDP_SIGNER_FILE', pemFile, "Who may sign the identity provider's assertions"),
  proxyUrl: optional('MYSECU_PROXY_URL', url('http', 'https'), 'HTTP proxy on the way to eSanté and mySecu'),
  connectTimeoutMs: withDefault(
    'MYSECU_CONNECT_TIMEOUT_MS',
    wholeNumber(1, 60_000),
    '3000',
    'Longest time to connect, TLS included',
  ),
  readTimeoutMs: withDefault(
    'MYSECU_READ_TIMEOUT_MS',
    wholeNumber(1, 300_000),
    '20000',
    'Longest time to wait for a whole answer',
  ),
  ratePerSecond: withDefault(
    'MYSECU_RATE_PER_SECOND',
    positiveNumber,
    '20',
    'Calls a second of the whole installation; not public, hence low',
  ),
  concurrency: withDefault(
    'MYSECU_CONCURRENCY',
    wholeNumber(1),
    '50',
    'Calls at once of the whole installation; not public, hence low',
  ),
  wireFile: optional(
    'MYSECU_WIRE_FILE',
    jsonFile,
    'What is not public about the wire: SOAPAction, form of KeyInfo, base URL, claim URI',
  ),
} as const;
