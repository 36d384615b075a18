import type { ServiceContext } from '@officine/service-kit';
import type { MySecuGateway } from '../application/ports.ts';
import type { Config } from '../config.ts';

/** What the composition root is given. */
export interface Surroundings extends Pick<ServiceContext, 'logger' | 'health' | 'halt'> {
  readonly config: Config;
  readonly mysecu: MySecuGateway;
  /** Names the present state of a pharmacy's credential files. */
  readonly credentialVersion: (pharmacy: string) => Promise<string>;
}
