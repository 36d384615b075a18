import { connectionString, directory, existingFile, keySetFile, port, privateKeyFile, secureUrl, text } from './formats.ts';
import { optional, required, withDefault } from './setting.ts';

/** Settings of Officine itself, shared by several services. A service takes those that it needs. */
export const officine = {
  httpPort: withDefault('OFFICINE_HTTP_PORT', port, '8080', 'Where /livez, /readyz and /metrics are served'),
  credentialsDir: required(
    'OFFICINE_CREDENTIALS_DIR',
    directory,
    '`<pharmacy>/certificate.p12`, `<pharmacy>/passphrase`, and for username tokens `<pharmacy>/username` and `password`',
  ),
  modelsDir: optional(
    'OFFICINE_MODELS_DIR',
    directory,
    "The CNS's message models of the three checks; the shipped samples by default",
  ),
  tokenKeys: required(
    'OFFICINE_TOKEN_KEYS_FILE',
    keySetFile('A256GCM', 256),
    'Keys of tokens on Kafka: the first encrypts, all decrypt',
  ),
  pseudonymKeys: required(
    'OFFICINE_PSEUDONYM_KEYS_FILE',
    keySetFile('HS256', 256),
    'Keys of pseudonyms in the audit: the first is in use',
  ),
} as const;

/** Settings that one service or tool alone reads. They are known to all: a shared ConfigMap is no mistake. */
export const elsewhere = {
  mongodbUri: required('MONGODB_URI', connectionString, 'MongoDB of the audit and of the availability history'),
  auditSigningKey: required('OFFICINE_AUDIT_SIGNING_KEY_FILE', privateKeyFile, 'Ed25519 key that signs checkpoints'),
  auditRetention: withDefault('OFFICINE_AUDIT_RETENTION', text, 'P13M', 'How long audit content is kept, ISO 8601'),
  auditWitnessFile: optional(
    'OFFICINE_AUDIT_WITNESS_FILE',
    text,
    'Checkpoints are also appended to this file, one JWS a line: put it where the operators of MongoDB cannot write',
  ),
  auditApiPort: withDefault('OFFICINE_AUDIT_API_PORT', port, '8081', 'Where the audit is read: OpenID Connect tokens only'),
  oidcIssuer: optional('OFFICINE_OIDC_ISSUER', secureUrl, 'Who says who reads the audit'),
  directoryFile: optional('OFFICINE_DIRECTORY_FILE', existingFile, 'Vendors and pharmacies of a devstack'),
} as const;

/** Families of settings whose members belong to the availability monitor. */
export const FAMILIES = ['OFFICINE_MONITOR_', 'OFFICINE_SMTP_', 'OFFICINE_WEBHOOK_'] as const;
