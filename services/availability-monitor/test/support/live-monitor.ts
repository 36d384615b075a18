import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuditCheckpointed,
  type AvailabilityChanged,
  auditCheckpointed,
  type ControlKind,
  controlKey,
  controlKinds,
  type EventDefinition,
  encodeEvent,
  type MysecuCalled,
  mysecuCalled,
  topicConfig,
  topics,
} from '@officine/contracts';
import { connectKafka, Publisher, View } from '@officine/kafka';
import { makeCertificate, makePkcs12, type Simulator, startSimulator } from '@officine/mysecu-simulator';
import { createLogger, Health, Lifecycle } from '@officine/service-kit';
import { MongoClient } from 'mongodb';
import { addComponents } from '../../src/components.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { composeMonitor, prepare } from '../../src/container.ts';
import type { ComponentState } from '../../src/domain/board.ts';
import { namesWith } from '../../src/names.ts';
import { AvailabilityTopic, readAvailability } from '../../src/outbound/availability-topic.ts';
import { type Plan, readPlan } from '../../src/plan.ts';
import { StatusServer } from '../../src/web/status-server.ts';

export const BROKERS = (process.env['KAFKA_BROKERS'] ?? '').split(',').filter((broker) => broker !== '');
export const logger = createLogger({ service: 'availability-monitor-test', level: process.env['LOG_LEVEL'] ?? 'error' });

const PHARMACY = { id: 'ph-probe', vendor: 'officine', codePrestataire: '90000001', eHealthId: '1234567890' };

/** How to start one. */
export interface LiveOptions {
  /** YAML of the plan, beyond the probe identity, which is always there. */
  readonly plan?: string;
  readonly webhook?: { readonly url: URL; readonly secret: string };
}

/** A running monitor against a real broker, a real database protocol and the simulator, under names that nobody else uses. */
export class LiveMonitor {
  readonly prefix = `t-${randomUUID().slice(0, 8)}.`;
  readonly names = namesWith(this.prefix);
  readonly #options: LiveOptions;
  readonly #kafka = connectKafka({ clientId: 'availability-monitor-test', brokers: BROKERS }, logger);
  readonly #publisher = new Publisher({ kafka: this.#kafka, logger, name: 'test' });
  readonly #folder = mkdtempSync(join(tmpdir(), 'monitor-'));
  #simulator: Simulator | undefined;
  #lifecycle: Lifecycle | undefined;
  #config: Config | undefined;
  topic!: AvailabilityTopic;
  server!: StatusServer;

  constructor(options: LiveOptions = {}) {
    this.#options = options;
  }

  get address(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  async start(): Promise<void> {
    await this.#startPlatform();
    await this.#createTopics();
    await this.#publisher.start();
    await this.control('environment', 'self', { environment: 'custom' });
    await this.control('pharmacy', PHARMACY.id, { ...PHARMACY, opened: '2020-01-01' });
    await this.startMonitor();
  }

  /** Starts the monitor alone: after `stopMonitor`, as another replica would. */
  async startMonitor(): Promise<void> {
    const { topic, server, lifecycle } = await this.#startOne();
    this.topic = topic;
    this.server = server;
    this.#lifecycle = lifecycle;
  }

  /** Starts another replica beside it. */
  async startReplica(): Promise<{ readonly address: string; stop(): Promise<void> }> {
    const { server, lifecycle } = await this.#startOne();
    return { address: `http://127.0.0.1:${server.port}`, stop: () => lifecycle.stop() };
  }

  async #startOne() {
    const config = this.#config;
    if (config === undefined) throw new Error('start the platform first');
    const lifecycle = new Lifecycle({
      starting() {},
      started() {},
      stopped() {},
      stopFailed: (name, error) => logger.error({ name, error }, 'stop failed'),
    });
    const context = { logger, lifecycle, health: new Health(), halt: (reason: string) => logger.error({ reason }, 'halt') };
    const app = composeMonitor(config, await prepare(config), context, this.names);
    addComponents(app, context);
    await lifecycle.start();
    return { topic: app.resolve(AvailabilityTopic), server: app.resolve(StatusServer), lifecycle };
  }

  async stopMonitor(): Promise<void> {
    await this.#lifecycle?.stop();
    this.#lifecycle = undefined;
  }

  async stop(): Promise<void> {
    await this.stopMonitor();
    await this.#publisher.stop();
    await this.#simulator?.close();
    const admin = this.#kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: this.#topics().map(({ name }) => name) });
    await admin.disconnect();
    await this.mongo(async (client) => {
      await client.db(this.names.database).dropDatabase();
    });
    rmSync(this.#folder, { recursive: true });
  }

  async mongo(work: (client: MongoClient) => Promise<void>): Promise<void> {
    const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
    await work(client);
    await client.close();
  }

  /** Resolves with a component's state as soon as it is one of these. */
  async until(component: ComponentState['component'], ...states: readonly ComponentState['state'][]): Promise<ComponentState> {
    for (;;) {
      const found = this.topic.latest().states.find((one) => one.component === component);
      if (found !== undefined && states.includes(found.state)) return found;
      const { promise, resolve } = Promise.withResolvers<void>();
      const off = this.topic.onChange(resolve);
      await promise;
      off();
    }
  }

  /** Puts faults in force instead of all others. */
  async commit(...rules: readonly object[]): Promise<void> {
    await this.simulator('DELETE', '/faults');
    if (rules.length > 0) await this.simulator('POST', '/faults', rules);
  }

  async simulator(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.#simulator?.controlUrl}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return answer.status === 204 ? undefined : answer.json();
  }

  async control(kind: ControlKind, id: string, data: object | null): Promise<void> {
    const definition: EventDefinition<unknown> = controlKinds[kind];
    const event = encodeEvent(definition, { id: randomUUID(), source: '/test', data });
    await this.#publisher.publish({
      topic: this.names.control,
      key: controlKey(kind, id),
      ...(data === null ? { value: null } : event),
    });
  }

  /** Plays verification. */
  async call(call: Partial<MysecuCalled>): Promise<void> {
    const data: MysecuCalled = {
      step: 'get',
      environment: 'custom',
      startedAt: new Date().toISOString(),
      durationMs: 120,
      outcome: 'ok',
      ownFault: false,
      ...call,
    };
    await this.#publisher.publish({
      topic: this.names.mysecuCalls,
      key: data.step,
      ...encodeEvent(mysecuCalled, { id: randomUUID(), source: '/test', data }),
    });
  }

  /** Plays the audit. */
  async checkpoint(number: number, hash: string): Promise<void> {
    const data: AuditCheckpointed = { chain: 'c/t/0/1', number, seq: number, hash, jws: 'a.b.c' };
    await this.#publisher.publish({
      topic: this.names.auditCheckpoints,
      key: data.chain,
      ...encodeEvent(auditCheckpointed, { id: hash, source: '/test', data }),
    });
  }

  /** Resolves when an event of this component carries this checkpoint. */
  async untilWitnessed(component: string, hash: string): Promise<void> {
    const witnessed = Promise.withResolvers<void>();
    const view = new View<AvailabilityChanged>({
      kafka: this.#kafka,
      logger,
      topic: this.names.availability,
      name: 'test',
      decode: readAvailability,
      onChange: (_, event) => {
        if (event?.component === component && event.auditCheckpoint === hash) witnessed.resolve();
      },
    });
    view.start();
    await witnessed.promise;
    await view.stop();
  }

  #topics() {
    return [topics.availability, topics.mysecuCalls, topics.control, topics.auditEvents, topics.auditCheckpoints].map(
      (topic) => ({
        topic,
        name: this.prefix + topic.name,
      }),
    );
  }

  async #createTopics(): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: this.#topics().map(({ topic, name }) => ({
        topic: name,
        numPartitions: Number(topic.partitions),
        replicationFactor: 1,
        configEntries: Object.entries(topicConfig(topic)).map(([entry, value]) => ({ name: entry, value })),
      })),
    });
    await admin.disconnect();
  }

  async #startPlatform(): Promise<void> {
    const ca = await makeCertificate({ subject: { CN: 'Test CA', C: 'LU' }, authority: true });
    const [tls, signer, idpSigner, own] = await Promise.all([
      makeCertificate({ subject: { CN: '127.0.0.1' }, issuer: ca, hosts: ['127.0.0.1', 'localhost'] }),
      makeCertificate({ subject: { CN: 'ws.mysecu.lu', OU: 'Signature API' }, issuer: ca }),
      makeCertificate({ subject: { CN: 'idp' }, issuer: ca }),
      makeCertificate({ subject: { CN: 'Pharmacie Sonde', C: 'LU' }, issuer: ca }),
    ]);
    const { id, codePrestataire, eHealthId } = PHARMACY;
    const simulator = await startSimulator({
      tls: { ...tls, clientCa: ca.cert },
      signer,
      idpSigner,
      pharmacies: [{ id, codePrestataire, eHealthId, certificate: own.cert }],
    });
    this.#simulator = simulator;
    const { persons } = (await this.simulator('GET', '/register')) as { persons: { matricule: string }[] };
    const file = (name: string, content: string | Uint8Array) => {
      const path = join(this.#folder, name);
      writeFileSync(path, content);
      return path;
    };
    mkdirSync(join(this.#folder, id));
    file(`${id}/certificate.p12`, makePkcs12(own, 'secret'));
    file(`${id}/passphrase`, 'secret');
    const identity = `identity:\n  pharmacy: ${id}\n  check: affiliation\n  question: { matricule: "${persons[0]?.matricule}" }\n`;
    const plan: Plan = readPlan(`${identity}${this.#options.plan ?? ''}`, 'custom');
    const config = loadConfig({
      KAFKA_BROKERS: BROKERS.join(','),
      MONGODB_URI: process.env['MONGODB_URI'],
      MYSECU_ENVIRONMENT: 'custom',
      MYSECU_SERVICE_URL: simulator.serviceUrl,
      MYSECU_TOKEN_URL: simulator.tokenUrl,
      MYSECU_IDP_URL: simulator.idpUrl,
      MYSECU_IDP_DESTINATION: simulator.idpDestination,
      MYSECU_TLS_CA_FILE: file('ca.pem', ca.cert),
      MYSECU_IDP_TLS_CA_FILE: file('idp-ca.pem', ca.cert),
      MYSECU_SIGNER_FILE: file('signer.pem', signer.cert),
      MYSECU_IDP_SIGNER_FILE: file('idp-signer.pem', idpSigner.cert),
      OFFICINE_CREDENTIALS_DIR: this.#folder,
      OFFICINE_MONITOR_PORT: '0',
    });
    this.#config = {
      ...config,
      plan,
      operatorToken: 'operator',
      ...(this.#options.webhook && { webhook: { ca: undefined, ...this.#options.webhook } }),
    };
  }
}
