import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kafkaFromEnvironment } from './kafka-from-environment.ts';

describe('the connection to Kafka', () => {
  it("is that of the services' own settings, with secrets from files", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'officine-'));
    await writeFile(join(folder, 'ca.pem'), 'CA');
    await writeFile(join(folder, 'password'), 'secret\n');

    const settings = kafkaFromEnvironment(
      {
        KAFKA_BROKERS: 'one:9092, two:9092',
        KAFKA_SSL_CA_FILE: join(folder, 'ca.pem'),
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_SASL_USERNAME: 'operator',
        KAFKA_SASL_PASSWORD_FILE: join(folder, 'password'),
      },
      undefined,
    );

    expect(settings).toEqual({
      clientId: 'officine-cli',
      brokers: ['one:9092', 'two:9092'],
      ssl: { ca: 'CA' },
      sasl: { mechanism: 'scram-sha-512', username: 'operator', password: 'secret' },
    });
  });

  it('prefers the brokers of the command line', () => {
    expect(kafkaFromEnvironment({ KAFKA_BROKERS: 'one:9092' }, 'two:9092').brokers).toEqual(['two:9092']);
  });

  it('takes a certificate only together with its key', () => {
    expect(() =>
      kafkaFromEnvironment({ KAFKA_BROKERS: 'one:9092', KAFKA_SSL_CERT_FILE: import.meta.filename }, undefined),
    ).toThrow('KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE go together');
  });
});
