import type { KafkaSettings } from '@officine/kafka';
import { hostList, oneOf, pemFile, privateKeyFile, secretFile, text } from './formats.ts';
import { optional, required, type SettingsOf } from './setting.ts';

/** How to reach Kafka. */
export const kafka = {
  brokers: required('KAFKA_BROKERS', hostList, 'Brokers to begin with'),
  caFile: optional('KAFKA_SSL_CA_FILE', pemFile, "Who signed the brokers' certificates; its presence alone turns TLS on"),
  certFile: optional('KAFKA_SSL_CERT_FILE', pemFile, 'Our client certificate'),
  keyFile: optional('KAFKA_SSL_KEY_FILE', privateKeyFile, "The client certificate's key"),
  mechanism: optional('KAFKA_SASL_MECHANISM', oneOf('plain', 'scram-sha-256', 'scram-sha-512'), 'How we log in'),
  username: optional('KAFKA_SASL_USERNAME', text, 'Whom we log in as'),
  passwordFile: optional('KAFKA_SASL_PASSWORD_FILE', secretFile, 'The password, in a file'),
} as const;

/** What `connectKafka` of `@officine/kafka` takes. */
export function kafkaSettings(clientId: string, settings: SettingsOf<typeof kafka>): KafkaSettings {
  const { brokers, caFile: ca, certFile: cert, keyFile: key, mechanism, username, passwordFile: password } = settings;
  const tls = ca !== undefined || cert !== undefined;
  const login = mechanism !== undefined && username !== undefined && password !== undefined;
  return {
    clientId,
    brokers,
    ...(tls && { ssl: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }),
    ...(login && { sasl: { mechanism, username, password } }),
  };
}
