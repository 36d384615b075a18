import { join } from 'node:path';
import type { UserQuota } from '@officine/contracts';
import type { KafkaSettings } from '@officine/kafka';
import { makeCertificate } from '@officine/mysecu-simulator';
import { writeSecret } from '../identities/write-secret.ts';
import { type KafkaCluster, startKafkaCluster } from './kafka-cluster.ts';
import { kafkaDistribution } from './kafka-distribution.ts';
import { ADMIN_USER, type KafkaGuard, makeKafkaGuard } from './kafka-guard.ts';
import type { Progress } from './progress.ts';
import type { RunFolder } from './run-folder.ts';
import { runToEnd } from './run-to-end.ts';

/** A Kafka of one node with its authorizer on: users log in by SCRAM or by certificate, and may do what they were allowed. */
export interface GuardedKafka {
  readonly cluster: KafkaCluster;
  /** `host:port` of the listener with SASL/SCRAM over TLS. */
  readonly brokers: string;
  /** How a user logs in with its password. */
  settingsOf(user: string): KafkaSettings;
  /** How a user logs in with a client certificate, made when it is asked for. */
  certificateSettingsOf(user: string): Promise<KafkaSettings>;
  /** The `KAFKA_*` settings of a user's process. */
  environmentOf(user: string): Record<string, string>;
  /** Lets a user log in that was not there from the start; with Kafka's own tool, as no JavaScript client speaks that protocol. */
  addUser(user: string): Promise<void>;
  /** Sets a user's client quota, with the same tool. */
  setQuota(quota: UserQuota): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on free ports of 127.0.0.1; `users` can log in from the start, beside the administrator. */
export async function startGuardedKafka(users: readonly string[], run: RunFolder, progress: Progress): Promise<GuardedKafka> {
  const folder = join(run.temporary, 'kafka-users');
  const guard = await makeKafkaGuard(folder, users);
  const cluster = await startKafkaCluster(1, run, progress, guard);
  return new GuardedCluster(cluster, guard, folder, progress);
}

class GuardedCluster implements GuardedKafka {
  readonly cluster: KafkaCluster;
  readonly #guard: KafkaGuard;
  readonly #folder: string;
  readonly #progress: Progress;

  constructor(cluster: KafkaCluster, guard: KafkaGuard, folder: string, progress: Progress) {
    this.cluster = cluster;
    this.#guard = guard;
    this.#folder = folder;
    this.#progress = progress;
  }

  get brokers(): string {
    return this.cluster.brokers.join(',');
  }

  settingsOf(user: string): KafkaSettings {
    const { ca, passwordOf } = this.#guard;
    return {
      clientId: user,
      brokers: this.cluster.brokers,
      ssl: { ca: ca.cert },
      sasl: { mechanism: 'scram-sha-512', username: user, password: passwordOf(user) },
    };
  }

  async certificateSettingsOf(user: string): Promise<KafkaSettings> {
    const { ca } = this.#guard;
    const { cert, key } = await makeCertificate({ subject: { CN: user }, issuer: ca });
    return { clientId: user, brokers: this.cluster.sideBrokers, ssl: { ca: ca.cert, cert, key } };
  }

  environmentOf(user: string): Record<string, string> {
    return {
      KAFKA_BROKERS: this.brokers,
      KAFKA_SSL_CA_FILE: this.#guard.caFile,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD_FILE: writeSecret(join(this.#folder, user), this.#guard.passwordOf(user)),
    };
  }

  async addUser(user: string): Promise<void> {
    await this.#configure(user, `SCRAM-SHA-512=[password=${this.#guard.passwordOf(user)}]`);
  }

  async setQuota({ user, limits }: UserQuota): Promise<void> {
    const settings = Object.entries(limits).map(([name, value]) => `${name}=${value}`);
    await this.#configure(user, settings.join(','));
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
  }

  async #configure(user: string, settings: string): Promise<void> {
    const { java, classPath } = await kafkaDistribution(this.#progress);
    await runToEnd({
      name: `Kafka's own tool (user ${user})`,
      command: java,
      args: [
        ...['-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.admin.ConfigCommand', '--bootstrap-server', this.brokers],
        ...['--command-config', this.#guard.adminPropertiesFile, '--alter', '--entity-type', 'users', '--entity-name', user],
        ...['--add-config', settings],
      ],
    });
  }
}

export { ADMIN_USER };
