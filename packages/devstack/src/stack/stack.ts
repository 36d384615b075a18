import { type Service, serviceUser } from '@officine/contracts';
import type { KafkaSettings } from '@officine/kafka';
import type { Cable } from '../infrastructure/cable.ts';
import { ADMIN_USER, type GuardedKafka } from '../infrastructure/guarded-kafka.ts';
import { type Infrastructure, startInfrastructure } from '../infrastructure/infrastructure.ts';
import { createProgress, type Progress } from '../infrastructure/progress.ts';
import { createRunFolder, type RunFolder } from '../infrastructure/run-folder.ts';
import { startTraceReceiver, type TraceReceiver } from '../traces/receiver.ts';
import { makeTopicsAndApply } from './apply-directory.ts';
import { directoryFor } from './directory-for.ts';
import { plainEnvironment } from './handed-on.ts';
import { type MonitorProbes, monitorSettings } from './monitor-plan.ts';
import { describePharmacies, type Platform, type SimulatorChoices, startPlatform } from './platform.ts';
import type { ServiceHandle } from './service-process.ts';
import { startServices, stopServices } from './services.ts';
import { serviceSettings } from './settings.ts';
import type { StackDescription } from './stack-file.ts';
import { rememberTopics } from './topics-left-behind.ts';
import { Undo } from './undo.ts';

/** What to start. Everything has a default. */
export interface StackOptions {
  /** Used, and left running, instead of starting our own. */
  readonly infrastructure?: Infrastructure;
  /** A Kafka that asks who is there: each service logs in as itself and may do what it needs. Left running, like `infrastructure`. */
  readonly guardedKafka?: GuardedKafka;
  /** Nodes of a Kafka of our own, to be killed one by one; see `InfrastructureOptions`. */
  readonly kafkaNodes?: number;
  /** A way to Kafka that can be cut, and the instances that come that way, such as `verification-3`. */
  readonly cable?: Cable;
  readonly onCable?: readonly string[];
  /** Default: `OFFICINE_DIRECTORY_FILE`, else the directory that is shipped. */
  readonly directoryFile?: string;
  readonly simulator?: SimulatorChoices;
  /** Default: every service of this repository. */
  readonly services?: readonly string[];
  /** How many of a service; one where not named. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** The monitor's probes ask as this pharmacy, in this pace; without it, or where the directory has none such, nothing is signed. */
  readonly probes?: MonitorProbes;
  /** Settings of services that win over all others. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly progress?: Progress;
  /** Default: this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** A running stack. */
export interface Stack extends StackDescription {
  /** The settings that services were given, by environment name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The spans of services, and of whoever else sends them to its endpoint. */
  readonly traces: TraceReceiver;
  readonly infrastructure: Infrastructure;
  /** Where the logs of its processes are; they stay after its end. */
  readonly logsFolder: string;
  /** `OTEL_*` for a process whose spans shall arrive at `traces`. */
  readonly telemetryEnv: Readonly<Record<string, string>>;
  /** A new key and certificate for a pharmacy, in PEM. Thrown when there is no such pharmacy: RangeError. */
  issueCertificate(pharmacy: string): Promise<{ readonly key: string; readonly cert: string }>;
  /** A service by its name among the running ones: `verification`, `verification-2`. Thrown when there is none: RangeError. */
  service(name: string): ServiceHandle;
  /** All of them. */
  serviceHandles(): readonly ServiceHandle[];
  /** Ends everything that was started here, in reverse order, and removes what must not stay. */
  stop(): Promise<void>;
}

/** Starts a whole stack and waits until it is ready. Thrown when a part does not come up: an Error that says which, after all has ended. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const undo = new Undo();
  try {
    return await start(options, undo);
  } catch (error) {
    await undo.all();
    throw error;
  }
}

async function start(options: StackOptions, undo: Undo): Promise<Stack> {
  const { env = process.env, progress = createProgress() } = options;
  const directory = await directoryFor(env, options.directoryFile);
  const traces = await startTraceReceiver();
  undo.add(() => traces.close());

  const infrastructure = options.infrastructure ?? (await startInfrastructure({ ...options, progress, env }));
  undo.add(async () => void (options.infrastructure === undefined && (await infrastructure.stop())));
  const { mongodbUri } = infrastructure;
  const guarded = options.guardedKafka;
  const kafkaBrokers = guarded?.brokers ?? infrastructure.kafkaBrokers;
  const administrator = kafkaOf(kafkaBrokers, guarded, ADMIN_USER);
  const run = runFolderOf(infrastructure, options, undo);

  const platform = await startPlatform({
    ...{ env, progress, run },
    pharmacies: directory.pharmacies,
    choices: options.simulator ?? {},
  });
  undo.add(() => platform.stop());

  const probing = monitorSettings(options.probes, directory.pharmacies, run.temporary);
  const settings = serviceSettings({
    ...{ kafkaBrokers, mongodbUri, env },
    credentialsDir: platform.credentialsDir,
    keysFolder: run.temporary,
    platform: { MYSECU_ENVIRONMENT: directory.environment, ...platform.settings, ...probing },
    overrides: options.settings ?? {},
  });
  // A Kafka of our own goes as a whole when it was started for this stack alone.
  if (infrastructure.kafka === undefined || options.infrastructure !== undefined || guarded !== undefined) {
    undo.add(await rememberTopics(administrator, directory.vendors));
  }
  await progress.step('Make topics, apply the directory', () =>
    makeTopicsAndApply({
      ...{ directory, administrator },
      operator: kafkaOf(kafkaBrokers, guarded, serviceUser('cli')),
      replication: guarded === undefined ? replicationOf(infrastructure) : 1,
    }),
  );

  const telemetryEnv = telemetryFor(traces, env);
  const handles = await startServices({
    ...options,
    env: { ...plainEnvironment(env), ...settings, ...telemetryEnv },
    envOf: ({ service, name }) => ({
      ...guarded?.environmentOf(serviceUser(service as Service)),
      ...(options.cable && options.onCable?.includes(name) && { KAFKA_BROKERS: options.cable.address }),
    }),
    run,
    progress,
  });
  undo.add(() => stopServices(handles));

  return {
    ...{ kafkaBrokers, mongodbUri, settings, traces, infrastructure, telemetryEnv },
    logsFolder: run.logs,
    simulator: describePlatform(platform, settings),
    vendor: directory.vendors[0]?.id ?? '',
    pharmacies: describePharmacies(directory.pharmacies, platform.credentialsDir),
    get services() {
      return Object.fromEntries(
        handles.map(({ name, healthUrl, metricsUrl, statusUrl, apiUrl, pid }) => [
          name,
          { healthUrl, metricsUrl, statusUrl, apiUrl, pid },
        ]),
      );
    },
    issueCertificate: async (id) => {
      const pharmacy = directory.pharmacies.find((each) => each.id === id);
      return pharmacy === undefined ? missing(id) : await platform.issue(pharmacy);
    },
    service: (name) => handles.find((handle) => handle.name === name) ?? missing(name),
    serviceHandles: () => handles,
    stop: () => undo.all(),
  };
}

/** How to reach Kafka: as `user` where the brokers ask who is there. */
function kafkaOf(kafkaBrokers: string, guarded: GuardedKafka | undefined, user: string): KafkaSettings {
  return guarded?.settingsOf(user) ?? { clientId: 'officine-devstack', brokers: kafkaBrokers.split(',') };
}

/** A stack on infrastructure that outlives it has keys and logs of its own. */
function runFolderOf(infrastructure: Infrastructure, options: StackOptions, undo: Undo): RunFolder {
  if (options.infrastructure === undefined) {
    return infrastructure.run;
  }
  const run = createRunFolder();
  undo.add(() => Promise.resolve(run.remove()));
  return run;
}

/** Spans leave soon, as somebody waits to see them; a collector named by the environment gets them instead of us. */
function telemetryFor(traces: TraceReceiver, env: NodeJS.ProcessEnv): Record<string, string> {
  const soon = { OTEL_BSP_SCHEDULE_DELAY: '200' };
  return env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_TRACES_EXPORTER']
    ? soon
    : { ...soon, OTEL_EXPORTER_OTLP_ENDPOINT: traces.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
}

function replicationOf({ kafka, kafkaBrokers }: Infrastructure): number {
  return Math.min(kafka?.nodeIds.length ?? kafkaBrokers.split(',').length, 3);
}

function describePlatform({ simulator }: Platform, settings: Readonly<Record<string, string>>): StackDescription['simulator'] {
  const setting = (name: string) => settings[name] ?? '';
  return {
    serviceUrl: setting('MYSECU_SERVICE_URL'),
    tokenUrl: setting('MYSECU_TOKEN_URL'),
    idpUrl: setting('MYSECU_IDP_URL'),
    controlUrl: simulator?.controlUrl ?? null,
    tlsCaFile: setting('MYSECU_TLS_CA_FILE'),
    signerFile: setting('MYSECU_SIGNER_FILE'),
    idpSignerFile: setting('MYSECU_IDP_SIGNER_FILE'),
  };
}

function missing(name: string): never {
  throw new RangeError(`there is no ${name} in this stack`);
}
