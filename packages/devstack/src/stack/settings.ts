import { join } from 'node:path';
import type { PlatformIdentities } from '../identities/platform.ts';
import { makeServiceKeys } from '../identities/service-keys.ts';
import { settingsHandedOn } from './handed-on.ts';

/** The URLs of a platform. */
export interface PlatformUrls {
  readonly serviceUrl: string;
  readonly tokenUrl: string;
  readonly idpUrl: string;
  readonly idpDestination: string;
}

/** The `MYSECU_*` settings that lead to the simulator. */
export function simulatorSettings(urls: PlatformUrls, identities: PlatformIdentities): Record<string, string> {
  return {
    MYSECU_SERVICE_URL: urls.serviceUrl,
    MYSECU_TOKEN_URL: urls.tokenUrl,
    MYSECU_IDP_URL: urls.idpUrl,
    MYSECU_IDP_DESTINATION: urls.idpDestination,
    MYSECU_TLS_CA_FILE: identities.tlsCaFile,
    MYSECU_IDP_TLS_CA_FILE: identities.tlsCaFile,
    MYSECU_SIGNER_FILE: identities.signerFile,
    MYSECU_IDP_SIGNER_FILE: identities.idpSignerFile,
  };
}

/** What decides the settings of services. */
export interface SettingsSource {
  readonly kafkaBrokers: string;
  readonly mongodbUri: string;
  readonly credentialsDir: string;
  readonly keysFolder: string;
  /** Settings that lead to the simulator; empty where there is none. */
  readonly platform: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  /** Wins over everything. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The settings that every service is given: ours, then those of the environment, then the caller's. */
export function serviceSettings(source: SettingsSource): Record<string, string> {
  return {
    KAFKA_BROKERS: source.kafkaBrokers,
    MONGODB_URI: source.mongodbUri,
    MYSECU_ENVIRONMENT: 'custom',
    ...source.platform,
    OFFICINE_CREDENTIALS_DIR: source.credentialsDir,
    // A free one: another stack on this machine has the usual port.
    OFFICINE_AUDIT_API_PORT: '0',
    ...makeServiceKeys(join(source.keysFolder, 'services')),
    ...settingsHandedOn(source.env),
    ...source.overrides,
  };
}
