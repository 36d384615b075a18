import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SettingsSource, serviceSettings } from './settings.ts';

const source = (more: Partial<SettingsSource>): SettingsSource => ({
  kafkaBrokers: 'k:1',
  mongodbUri: 'mongodb://m:1',
  credentialsDir: '/credentials',
  keysFolder: mkdtempSync(join(tmpdir(), 'devstack-')),
  platform: { MYSECU_TOKEN_URL: 'https://simulator/token' },
  env: {},
  ...more,
});

describe("a service's settings", () => {
  it('lead to the simulator unless the environment or the caller says otherwise, the caller last', () => {
    const env = { MYSECU_TOKEN_URL: 'https://proxy/token', MYSECU_CONCURRENCY: '9' };

    expect(serviceSettings(source({}))['MYSECU_TOKEN_URL']).toBe('https://simulator/token');
    expect(serviceSettings(source({ env }))['MYSECU_TOKEN_URL']).toBe('https://proxy/token');
    expect(serviceSettings(source({ env, overrides: { MYSECU_CONCURRENCY: '3' } }))['MYSECU_CONCURRENCY']).toBe('3');
  });

  it('name key files that only this user can read, each with a key of 256 bits', () => {
    const file = serviceSettings(source({}))['OFFICINE_TOKEN_KEYS_FILE'] ?? '';

    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { kty: string; alg: string; use: string; k: string }[] };
    expect(keys).toMatchObject([{ kty: 'oct', alg: 'A256GCM', use: 'enc' }]);
    expect(Buffer.from(keys[0]!.k, 'base64url')).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
