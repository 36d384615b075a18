import { randomBytes } from 'node:crypto';
import { Health, Lifecycle, TokenCipher } from '@officine/service-kit';
import type { MySecuGateway } from '../../src/application/ports.ts';
import { addComponents } from '../../src/components.ts';
import type { Config } from '../../src/config.ts';
import { composeVerification } from '../../src/container.ts';
import { BROKERS, logger } from './live-kafka.ts';

const key = (kid: string, alg: string) => ({ kty: 'oct' as const, kid, alg, k: randomBytes(32).toString('base64url') });
const tokenKeys = [key('token-test', 'A256GCM')];
const pseudonymKeys = [key('pseudonym-test', 'HS256')];

export const cipher = new TokenCipher(tokenKeys);

/** The whole service in this process, mySecu alone replaced; resolves once it is ready. */
export async function startVerification(mysecu: MySecuGateway): Promise<{ stop(): Promise<void>; health: Health }> {
  const url = new URL('https://127.0.0.1:1/');
  const platform = { environment: 'custom', serviceUrl: url, tokenUrl: url, idpUrl: url, idpDestination: url } as const;
  const limits = { connectTimeoutMs: 500, readTimeoutMs: 1_500, ratePerSecond: 500, concurrency: 500 };
  const config = {
    kafka: { brokers: BROKERS },
    mysecu: { ...platform, ...limits },
    officine: { httpPort: 0, credentialsDir: '.', tokenKeys, pseudonymKeys },
  } as unknown as Config;
  const health = new Health();
  const quiet = () => undefined;
  const lifecycle = new Lifecycle({ starting: quiet, started: quiet, stopped: quiet, stopFailed: quiet });
  const halt = (reason: string) => {
    throw new Error(reason);
  };
  const app = composeVerification({ config, logger, health, halt, mysecu, credentialVersion: async () => '1' });
  addComponents(app, { lifecycle, health });
  await lifecycle.start();
  return { health, stop: () => lifecycle.stop() };
}
