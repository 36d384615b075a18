import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { kafka, kafkaSettings } from './kafka.ts';
import { loadSettings } from './load-settings.ts';
import { mysecu } from './mysecu.ts';
import { mysecuPlatform } from './mysecu-platform.ts';
import { officine } from './officine.ts';
import { SettingsError } from './settings-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function aFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const pem = aFile('ca.pem', '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n');
const certification = {
  MYSECU_ENVIRONMENT: 'certification',
  MYSECU_TLS_CA_FILE: pem,
  MYSECU_SIGNER_FILE: pem,
  MYSECU_IDP_SIGNER_FILE: pem,
};

function problemsOf(schema: Parameters<typeof loadSettings>[0], env: Record<string, string>): readonly string[] {
  try {
    loadSettings(schema, env);
  } catch (error) {
    return error instanceof SettingsError ? error.problems : [String(error)];
  }
  return [];
}

describe('settings', () => {
  it('are read once into a frozen object of their own types', () => {
    const settings = loadSettings({ kafka, httpPort: officine.httpPort }, { KAFKA_BROKERS: 'k1:9092, k2:9092' });

    expect(settings.kafka.brokers).toEqual(['k1:9092', 'k2:9092']);
    expect(settings.httpPort).toBe(8080);
    expect(Object.isFrozen(settings) && Object.isFrozen(settings.kafka)).toBe(true);
  });

  it('tell every problem at once, by the name of its variable, never by its value', () => {
    const problems = problemsOf(
      { kafka, httpPort: officine.httpPort, credentialsDir: officine.credentialsDir },
      { KAFKA_BROKERS: 'not a broker', OFFICINE_HTTP_PORT: '80800', OFFICINE_MODEL_DIR: '1', MYSECU_SINGER_FILE: '/x' },
    );

    expect(problems).toEqual([
      'OFFICINE_HTTP_PORT must be a whole number from 0 to 65535',
      'OFFICINE_CREDENTIALS_DIR is missing: a directory that exists',
      'KAFKA_BROKERS must be host:port, separated by commas',
      'OFFICINE_MODEL_DIR is not a setting',
      'MYSECU_SINGER_FILE is not a setting',
    ]);
  });

  it('take an empty variable for an absent one, as charts write it', () => {
    expect(problemsOf({ kafka }, { KAFKA_BROKERS: '' })).toEqual(['KAFKA_BROKERS is missing: host:port, separated by commas']);
    expect(loadSettings({ httpPort: officine.httpPort }, { OFFICINE_HTTP_PORT: '' }).httpPort).toBe(8080);
  });

  it('of other services, and what Kubernetes adds for every service of the namespace, are no mistake', () => {
    const env = {
      OFFICINE_AUDIT_RETENTION: 'P13M',
      OFFICINE_SMTP_HOST: 'smtp.example',
      OFFICINE_AUDIT_SERVICE_HOST: '10.0.0.1',
      OFFICINE_AUDIT_SERVICE_PORT_HTTP: '8080',
      OFFICINE_AUDIT_PORT: 'tcp://10.0.0.1:8080',
      OFFICINE_AUDIT_PORT_8080_TCP_ADDR: '10.0.0.1',
    };

    expect(problemsOf({ httpPort: officine.httpPort }, env)).toEqual([]);
  });

  it('refuse a secret given as a value, and the content of a file in place of its name', () => {
    const env = { KAFKA_BROKERS: 'k:9092', KAFKA_SASL_PASSWORD: 'hunter2', OFFICINE_TOKEN_KEYS_FILE: '{"keys":[]}' };

    const problems = problemsOf({ kafka }, env);

    expect(problems).toEqual([
      'KAFKA_SASL_PASSWORD is not a setting: give a file, in KAFKA_SASL_PASSWORD_FILE',
      'OFFICINE_TOKEN_KEYS_FILE must name a file, not hold its content',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('want a whole login to Kafka or none', () => {
    const env = { KAFKA_BROKERS: 'k:9092', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SSL_CERT_FILE: pem };

    expect(problemsOf({ kafka }, env)).toEqual([
      'KAFKA_SASL_USERNAME is missing beside the other KAFKA_SASL_*',
      'KAFKA_SASL_PASSWORD_FILE is missing beside the other KAFKA_SASL_*',
      'KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE go together',
    ]);
  });

  it('become what connectKafka takes, the secret read from its file', () => {
    const env = {
      KAFKA_BROKERS: 'k:9092',
      KAFKA_SSL_CA_FILE: pem,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'officine',
      KAFKA_SASL_PASSWORD_FILE: aFile('password', 'hunter2\n'),
    };

    expect(kafkaSettings('auth-token', loadSettings({ kafka }, env).kafka)).toEqual({
      clientId: 'auth-token',
      brokers: ['k:9092'],
      ssl: { ca: expect.stringContaining('BEGIN CERTIFICATE') },
      sasl: { mechanism: 'scram-sha-512', username: 'officine', password: 'hunter2' },
    });
  });

  it('refuse token keys that are too short, of another algorithm, or share a kid', () => {
    const key = (kid: string, bytes: number, alg = 'A256GCM') => ({
      kty: 'oct',
      kid,
      alg,
      use: 'enc',
      k: Buffer.alloc(bytes, 7).toString('base64url'),
    });
    const problem = (...keys: object[]) =>
      problemsOf({ tokenKeys: officine.tokenKeys }, { OFFICINE_TOKEN_KEYS_FILE: aFile('keys.json', JSON.stringify({ keys })) });

    expect(problem(key('a', 32), key('b', 32))).toEqual([]);
    for (const bad of [problem(), problem(key('a', 16)), problem(key('a', 32, 'HS256')), problem(key('a', 32), key('a', 32))]) {
      expect(bad).toEqual([expect.stringMatching(/^OFFICINE_TOKEN_KEYS_FILE must name a secret JWK set of A256GCM keys/)]);
    }
  });
});

describe('the platform', () => {
  it('of certification has public addresses by default', () => {
    const platform = mysecuPlatform(loadSettings({ mysecu }, certification).mysecu);

    expect(platform.environment).toBe('certification');
    expect(platform.serviceUrl.href).toBe('https://ws.mysecu.lu:7443/ws/soap/espinst/syncexchange');
    expect(platform.idpUrl.host).toBe('www-integration.esante.lu');
  });

  it('of exploitation has no public identity provider: it must be told', () => {
    expect(problemsOf({ mysecu }, { ...certification, MYSECU_ENVIRONMENT: 'exploitation' })).toEqual([
      'MYSECU_IDP_URL is missing: exploitation has no public default',
      'MYSECU_IDP_DESTINATION is missing: exploitation has no public default',
    ]);
  });

  it('of one’s own choice must be told in full', () => {
    expect(problemsOf({ mysecu }, { ...certification, MYSECU_ENVIRONMENT: 'custom' })).toHaveLength(4);
  });

  it('is exploitation by its host and port, whatever the setting says', () => {
    const env = {
      ...certification,
      MYSECU_SERVICE_URL: 'https://WS.mysecu.lu:443/ws/soap/espinst/syncexchange',
      MYSECU_TOKEN_URL: 'https://ws.mysecu.lu./ws/soap/trust',
    };

    expect(mysecuPlatform(loadSettings({ mysecu }, env).mysecu).environment).toBe('exploitation');
  });

  it('is never half exploitation (R3)', () => {
    const env = { ...certification, MYSECU_SERVICE_URL: 'https://ws.mysecu.lu/ws/soap/espinst/syncexchange' };

    expect(problemsOf({ mysecu }, env)).toEqual([
      'MYSECU_SERVICE_URL and MYSECU_TOKEN_URL are of two platforms: exploitation mixes with none',
    ]);
  });

  it('is never reached without TLS (R17)', () => {
    const env = { ...certification, MYSECU_SERVICE_URL: 'http://ws.mysecu.lu/ws' };

    expect(problemsOf({ mysecu }, env)).toEqual(['MYSECU_SERVICE_URL must be a URL (https://)']);
  });
});
