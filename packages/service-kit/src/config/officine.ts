import {
  connectionString,
  directory,
  existingFile,
  keySetFile,
  pemFile,
  port,
  privateKeyFile,
  secretFile,
  secureUrl,
  text,
  url,
} from './formats.ts';
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

/** Settings of the availability monitor. */
export const monitor = {
  statusPort: optional(
    'OFFICINE_MONITOR_PORT',
    port,
    'Where the status page is served; 8081, or any free port in a custom environment',
  ),
  planFile: optional('OFFICINE_MONITOR_FILE', existingFile, 'Probes, thresholds, objectives, recipients; YAML'),
  operatorToken: optional('OFFICINE_MONITOR_TOKEN_FILE', secretFile, 'Bearer token of operators; without it nobody writes notes'),
  smtp: {
    host: optional('OFFICINE_SMTP_HOST', text, 'Mail server of notices'),
    port: withDefault('OFFICINE_SMTP_PORT', port, '587', '465 is TLS from the first byte, anything else demands STARTTLS'),
    username: optional('OFFICINE_SMTP_USERNAME', text, 'Whom we log in as'),
    password: optional('OFFICINE_SMTP_PASSWORD_FILE', secretFile, 'The password, in a file'),
    ca: optional('OFFICINE_SMTP_CA_FILE', pemFile, "Who signed the mail server's certificate, where it is nobody public"),
  },
  webhook: {
    url: optional('OFFICINE_WEBHOOK_URL', url('https', 'http'), 'Where notices are posted'),
    secret: optional('OFFICINE_WEBHOOK_SECRET_FILE', secretFile, 'Signs the posts as Standard Webhooks has it'),
    ca: optional('OFFICINE_WEBHOOK_CA_FILE', pemFile, "Who signed the receiver's certificate, where it is nobody public"),
  },
} as const;
