import { describe, expect, it } from 'vitest';
import { plainEnvironment, settingsHandedOn } from './handed-on.ts';

const env = {
  PATH: '/bin',
  MYSECU_RATE_PER_SECOND: '5',
  MYSECU_PROXY_URL: '',
  OFFICINE_MODELS_DIR: '/models',
  OFFICINE_DIRECTORY_FILE: '/directory.yaml',
  OFFICINE_HTTP_PORT: '8080',
  KAFKA_BROKERS: 'kafka:9092',
  NODE_OPTIONS: '--inspect',
};

describe("the settings of devstack's own environment", () => {
  it('are handed on to the services, those of mySecu and of Officine', () => {
    expect(settingsHandedOn(env)).toEqual({ MYSECU_RATE_PER_SECOND: '5', OFFICINE_MODELS_DIR: '/models' });
  });

  it('leave nothing else in an environment that could be taken for a setting', () => {
    expect(plainEnvironment(env)).toEqual({ PATH: '/bin' });
  });
});
