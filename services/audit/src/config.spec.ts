import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const keyFile = join(mkdtempSync(join(tmpdir(), 'audit-config-')), 'key.pem');
writeFileSync(keyFile, '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n');

const env = {
  KAFKA_BROKERS: '127.0.0.1:9092',
  MONGODB_URI: 'mongodb://a:27017,b:27017,c:27017/evidence?replicaSet=rs0',
  MYSECU_ENVIRONMENT: 'exploitation',
  OFFICINE_AUDIT_SIGNING_KEY_FILE: keyFile,
};

describe("the audit's configuration", () => {
  it('takes a replica set, keeps for 13 months by default, and needs no address of mySecu', () => {
    expect(loadConfig(env)).toMatchObject({ mongodbUri: env.MONGODB_URI, retention: 'P13M', environment: 'exploitation' });
  });

  it('tells all problems at once', () => {
    const wrong = { ...env, MYSECU_ENVIRONMENT: 'production', OFFICINE_AUDIT_RETENTION: '13 months', MONGODB_URI: '' };

    expect(() => loadConfig(wrong)).toThrow(/MYSECU_ENVIRONMENT.*MONGODB_URI.*OFFICINE_AUDIT_RETENTION|3 problems/);
  });
});
