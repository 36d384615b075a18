export { type Composition, CompositionError, compose, type Resolver } from './composition/compose.ts';
export { type Key, type Token, token } from './composition/token.ts';
export { allSettings } from './config/all-settings.ts';
export {
  directory,
  existingFile,
  hostList,
  jsonFile,
  type KeySet,
  keySetFile,
  oneOf,
  pemFile,
  port,
  positiveNumber,
  privateKeyFile,
  type SymmetricKey,
  secretFile,
  secureUrl,
  text,
  url,
  wholeNumber,
} from './config/formats.ts';
export { kafka, kafkaSettings } from './config/kafka.ts';
export { loadSettings } from './config/load-settings.ts';
export { mysecu } from './config/mysecu.ts';
export { type MysecuPlatform, mysecuPlatform } from './config/mysecu-platform.ts';
export { mysecuSettings } from './config/mysecu-settings.ts';
export { elsewhere, monitor, officine } from './config/officine.ts';
export { refuseSamplesInExploitation } from './config/sample-models.ts';
export {
  type Format,
  optional,
  required,
  type Setting,
  type SettingsOf,
  type SettingsSchema,
  withDefault,
} from './config/setting.ts';
export { SettingsError } from './config/settings-error.ts';
export { settingsReference } from './config/settings-reference.ts';
export { ControlDirectory, type ControlListener } from './control/control-directory.ts';
export { type ControlRecord, readControlRecord } from './control/control-record.ts';
export { CONTROL_MAX_AGE_MS, ControlView } from './control/control-view.ts';
export { type ControlFollower, followControl } from './control/follow-control.ts';
export { covers, isActive, type SuspensionTarget } from './control/suspensions.ts';
export { CredentialStore, type Expiring, type OpenPkcs12, type PharmacyCredential } from './credentials/credential-store.ts';
export { Health, type Readiness, type ReadinessCheck } from './health/health.ts';
export { HealthServer } from './health/health-server.ts';
export { createLogger, type Log, type Logger, type LoggerOptions } from './logging/logger.ts';
export { redact, redactText } from './logging/redaction.ts';
export { type Pseudonym, Pseudonymiser } from './pseudonyms/pseudonymiser.ts';
export { type Component, Lifecycle, type LifecycleObserver } from './run/lifecycle.ts';
export { runService, type ServiceContext, type ServiceHost } from './run/run-service.ts';
export { SealError, sealedWith, TokenCipher } from './token-cipher/token-cipher.ts';
export { TokenKeyWatch } from './token-cipher/token-key-watch.ts';
export { openTokenRecord, sealTokenRecord } from './token-cipher/token-records.ts';
