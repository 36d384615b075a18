import { join } from 'node:path';
import { freePorts } from '../infrastructure/ports.ts';
import type { Progress } from '../infrastructure/progress.ts';
import type { RunFolder } from '../infrastructure/run-folder.ts';
import { discoverServices, type ServiceHandle, startService } from './service-process.ts';

/** The one service that people look at. */
const MONITOR = 'availability-monitor';

/** Which services to start, and how. */
export interface ServicesOptions {
  /** Default: every service of this repository. */
  readonly services?: readonly string[];
  /** How many of a service; one where not named. The second is called `<name>-2`. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** The environment of all. */
  readonly env: Readonly<Record<string, string>>;
  /** What a service gets beside it: how it logs in to Kafka, where the brokers ask. */
  readonly envOf?: (instance: { readonly service: string; readonly name: string }) => Readonly<Record<string, string>>;
  readonly run: RunFolder;
  readonly progress: Progress;
}

/** Starts services side by side and waits until each is ready. Thrown when one is not: ProcessFailed, after all have been ended. */
export async function startServices(options: ServicesOptions): Promise<readonly ServiceHandle[]> {
  const { services = discoverServices(), replicas = {}, env, envOf = () => ({}), run, progress } = options;
  const instances = services.flatMap((service) =>
    Array.from({ length: replicas[service] ?? 1 }, (_, index) => ({
      service,
      name: index === 0 ? service : `${service}-${index + 1}`,
    })),
  );
  const ports = await freePorts(2 * instances.length);
  const handles = instances.map((instance, index) =>
    startService({
      ...instance,
      env: { ...env, ...envOf(instance) },
      port: ports[2 * index] ?? 0,
      // Unless somebody has said where.
      apiPort: instance.service === 'audit' && env['OFFICINE_AUDIT_API_PORT'] === '0' ? ports[2 * index + 1] : undefined,
      logFile: join(run.logs, `${instance.name}.log`),
      ...(instance.service === MONITOR && !env['OFFICINE_MONITOR_PORT'] && { statusPort: ports[2 * index + 1] ?? 0 }),
    }),
  );
  try {
    await Promise.all(handles.map((handle) => progress.step(`Start ${handle.name} (${handle.healthUrl})`, () => handle.ready())));
  } catch (error) {
    await stopServices(handles);
    throw error;
  }
  return handles;
}

/** Ends services in an orderly way, all at once. */
export async function stopServices(handles: readonly ServiceHandle[]): Promise<void> {
  await Promise.all(handles.map((handle) => handle.stop()));
}
