import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { KafkaSettings } from '@officine/kafka';
import { type KeyPair, makeCertificate } from '@officine/mysecu-simulator';
import { writeSecret } from '../identities/write-secret.ts';
import type { KafkaNodeAddress } from './kafka-properties.ts';

/** The user that makes topics, permissions and users; it may do everything. */
export const ADMIN_USER = 'officine-admin';
/** The brokers among themselves. */
const BROKER_USER = 'officine-broker';

/** How a cluster differs from the usual one. */
export interface KafkaVariant {
  /** Settings of a node beside those that every node has. */
  properties(node: KafkaNodeAddress): Readonly<Record<string, string>>;
  /** Arguments of formatting: the users that are there from the start. */
  readonly formatArgs?: readonly string[];
  /** The administrator's way in, for whoever waits until the cluster is ready. */
  readonly admin?: Pick<KafkaSettings, 'ssl' | 'sasl'>;
}

/** What turns a cluster that believes everybody into one that asks who is there, and what they may. */
export interface KafkaGuard extends KafkaVariant {
  /** For Kafka's own tools. */
  readonly adminPropertiesFile: string;
  readonly caFile: string;
  readonly ca: KeyPair;
  /** A user's password; made when it is first asked for. */
  passwordOf(user: string): string;
}

/**
 * TLS on every listener, SASL/SCRAM on one and client certificates on another, and the authorizer that Kafka has without ZooKeeper: what
 * no rule allows is refused. `users` can log in from the start.
 */
export async function makeKafkaGuard(folder: string, users: readonly string[]): Promise<KafkaGuard> {
  const ca = await makeCertificate({ subject: { CN: 'Devstack Kafka CA' }, authority: true });
  const broker = await makeCertificate({ subject: { CN: BROKER_USER }, issuer: ca, hosts: ['127.0.0.1', 'localhost'] });
  const caFile = writeSecret(join(folder, 'ca.pem'), ca.cert);
  const keyStore = writeSecret(join(folder, 'broker.pem'), `${broker.key}${broker.cert}`);
  const passwords = new Map<string, string>();
  const passwordOf = (user: string) => {
    const password = passwords.get(user) ?? randomBytes(18).toString('base64url');
    passwords.set(user, password);
    return password;
  };
  const everybody = [ADMIN_USER, ...users];
  return {
    ca,
    caFile,
    passwordOf,
    properties: (node) => guardedProperties(node, keyStore, caFile),
    formatArgs: everybody.flatMap((user) => ['--add-scram', `SCRAM-SHA-512=[name=${user},password=${passwordOf(user)}]`]),
    admin: { ssl: { ca: ca.cert }, sasl: { mechanism: 'scram-sha-512', username: ADMIN_USER, password: passwordOf(ADMIN_USER) } },
    adminPropertiesFile: writeSecret(join(folder, 'admin.properties'), toolProperties(passwordOf(ADMIN_USER), caFile)),
  };
}

function guardedProperties({ brokerPort, sidePort, controllerPort }: KafkaNodeAddress, keyStore: string, caFile: string) {
  return {
    listeners: `SASL_SSL://127.0.0.1:${brokerPort},SSL://127.0.0.1:${sidePort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL_SSL://127.0.0.1:${brokerPort},SSL://127.0.0.1:${sidePort}`,
    'listener.security.protocol.map': 'CONTROLLER:SSL,SASL_SSL:SASL_SSL,SSL:SSL',
    'inter.broker.listener.name': 'SSL',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'listener.name.sasl_ssl.ssl.client.auth': 'none',
    'ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    // A certificate logs in by its common name, as the same user that SCRAM would.
    'ssl.principal.mapping.rules': 'RULE:^CN=([a-z0-9-]+).*$/$1/,DEFAULT',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${ADMIN_USER};User:${BROKER_USER}`,
  };
}

function toolProperties(password: string, caFile: string): string {
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${ADMIN_USER}" password="${password}";`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${caFile}`,
    '',
  ].join('\n');
}
