import { readFileSync } from 'node:fs';
import type { KafkaSettings } from '@officine/kafka';
import { UsageError } from '../usage-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Sasl = NonNullable<KafkaSettings['sasl']>;

const MECHANISMS: readonly Sasl['mechanism'][] = ['plain', 'scram-sha-256', 'scram-sha-512'];

/**
 * How to reach Kafka, by the same names as the services' settings; `brokers` given on the command line comes first.
 * Throws a UsageError that names the setting which is missing or wrong.
 */
export function kafkaFromEnvironment(env: Environment, brokers: string | undefined): KafkaSettings {
  const hosts = (brokers ?? env['KAFKA_BROKERS'] ?? '').split(',').map((host) => host.trim());
  if (hosts.some((host) => !/^[^\s:]+:\d+$|^\[[^\]]+\]:\d+$/.test(host))) {
    throw new UsageError('set KAFKA_BROKERS or --brokers to host:port[,host:port]');
  }
  const ssl = sslOf(env);
  const sasl = saslOf(env);
  return { clientId: 'officine-cli', brokers: hosts, ...(ssl && { ssl }), ...(sasl && { sasl }) };
}

function sslOf(env: Environment): KafkaSettings['ssl'] {
  const ca = fileNamedBy('KAFKA_SSL_CA_FILE', env);
  const cert = fileNamedBy('KAFKA_SSL_CERT_FILE', env);
  const key = fileNamedBy('KAFKA_SSL_KEY_FILE', env);
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE go together');
  }
  return ca === undefined && cert === undefined ? undefined : { ...(ca && { ca }), ...(cert && key && { cert, key }) };
}

function saslOf(env: Environment): Sasl | undefined {
  const asked = env['KAFKA_SASL_MECHANISM']?.toLowerCase();
  if (!asked) {
    return;
  }
  const mechanism = MECHANISMS.find((known) => known === asked);
  if (mechanism === undefined) {
    throw new UsageError(`KAFKA_SASL_MECHANISM must be one of ${MECHANISMS.join(', ')}`);
  }
  const username = env['KAFKA_SASL_USERNAME'];
  const password = fileNamedBy('KAFKA_SASL_PASSWORD_FILE', env)?.trimEnd();
  if (!(username && password)) {
    throw new UsageError('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD_FILE');
  }
  return { mechanism, username, password };
}

function fileNamedBy(name: string, env: Environment): string | undefined {
  const file = env[name];
  if (!file) {
    return;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${name} names a file that cannot be read: ${file}`, { cause });
  }
}
