import { connect as connectTls } from 'node:tls';
import { vendorUser } from '@officine/contracts';
import {
  ADMIN_USER,
  createRunFolder,
  type GuardedKafka,
  type RunFolder,
  silentProgress,
  startGuardedKafka,
} from '@officine/devstack';
import { makeCertificate } from '@officine/mysecu-simulator';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ACME = vendorUser('acme');

describe('the listener for vendors', () => {
  let run: RunFolder;
  let kafka: GuardedKafka;
  let login: { readonly ca: string; readonly password: string };

  beforeAll(async () => {
    run = createRunFolder();
    kafka = await startGuardedKafka([ACME], run, silentProgress);
    const { ssl, sasl } = kafka.settingsOf(ACME);
    login = { ca: String(ssl?.ca), password: sasl?.password ?? '' };
  }, 240_000);
  afterAll(async () => {
    await kafka?.stop();
    run?.remove();
  });

  const vendor = (changes: Partial<KafkaConfig> = {}): KafkaConfig => ({
    clientId: 'acme-back-end',
    brokers: kafka.brokers.split(','),
    ssl: { ca: login.ca },
    sasl: { mechanism: 'scram-sha-512', username: ACME, password: login.password },
    ...changes,
  });

  it('lets a vendor in with its login, by TLS, and keeps everybody else out', async () => {
    const scram = (username: string, password: string) => ({ sasl: { mechanism: 'scram-sha-512' as const, username, password } });
    const stranger = await makeCertificate({ subject: { CN: 'Another authority' }, authority: true });

    expect(await outcome(vendor())).toBe('in');
    expect(await outcome(vendor(scram(ACME, 'guessed')))).toMatch(/authentication failed/i);
    expect(await outcome(vendor(scram('officine-vendor-nobody', login.password)))).toMatch(/authentication failed/i);
    expect(await outcome(vendor(scram(ADMIN_USER, login.password)))).toMatch(/authentication failed/i);
    expect(await outcome(plain(vendor(), 'sasl'))).not.toBe('in');
    expect(await outcome(plain(vendor(), 'ssl'))).not.toBe('in');
    expect(await outcome(vendor({ ssl: { ca: stranger.cert } }))).toMatch(/certificate/i);
  });

  it('shakes no hand below TLS 1.2', async () => {
    const [host = '', port = ''] = kafka.brokers.split(':');
    const shaken = (maxVersion: 'TLSv1.1' | 'TLSv1.2') =>
      new Promise<string | null>((resolve) => {
        // Node itself refuses the old ones unless its ciphers are lowered: it is the broker that must say no here.
        const ciphers = 'DEFAULT:@SECLEVEL=0';
        const socket = connectTls({ host, port: Number(port), ca: login.ca, minVersion: 'TLSv1', maxVersion, ciphers }, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });

    expect(await shaken('TLSv1.1')).not.toMatch(/^TLSv/);
    expect(await shaken('TLSv1.2')).toBe('TLSv1.2');
  });
});

function plain(config: KafkaConfig, without: 'ssl' | 'sasl'): KafkaConfig {
  const { [without]: _, ...rest } = config;
  return rest;
}

/** `in`, or the words with which the connection failed. */
async function outcome(config: KafkaConfig): Promise<string> {
  const admin = new Kafka({
    ...config,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 5_000,
    requestTimeout: 5_000,
  }).admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return 'in';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
