import { createMySecu, loadModels, openCredential, parseWireProfile } from '@officine/mysecu';
import { CredentialStore, mysecuPlatform, mysecuSettings, refuseSamplesInExploitation } from '@officine/service-kit';
import type { MySecuGateway } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { SoapGateway } from './mysecu-gateway.ts';
import { systemClock } from './system-clock.ts';

/** The way to mySecu, opened. */
export interface OpenMySecu {
  readonly gateway: MySecuGateway;
  /** Names the present state of a pharmacy's credential files. */
  readonly credentialVersion: (pharmacy: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Opens the way to mySecu. Throws a SettingsError when exploitation would be asked with a model that is not the CNS's (R3). */
export async function openMySecu(config: Config): Promise<OpenMySecu> {
  const models = await loadModels(config.officine.modelsDir);
  refuseSamplesInExploitation(models, mysecuPlatform(config.mysecu).environment);
  const mysecu = await createMySecu(mysecuSettings(config.mysecu, parseWireProfile));
  const credentials = new CredentialStore(config.officine.credentialsDir, openCredential);
  return {
    gateway: new SoapGateway(mysecu, models, credentials, systemClock),
    credentialVersion: (pharmacy) => credentials.version(pharmacy),
    close: () => mysecu.close(),
  };
}
