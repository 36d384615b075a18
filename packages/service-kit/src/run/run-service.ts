import { flushTelemetry } from '@officine/telemetry';
import { loadSettings } from '../config/load-settings.ts';
import { officine } from '../config/officine.ts';
import { SettingsError } from '../config/settings-error.ts';
import { Health } from '../health/health.ts';
import { HealthServer } from '../health/health-server.ts';
import { createLogger, type Logger } from '../logging/logger.ts';
import { Lifecycle } from './lifecycle.ts';

/** What a service's main gets to compose with. */
export interface ServiceContext {
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
  readonly health: Health;
  /** Ends the process in order, with exit code 1: for what must not go on, such as a control topic of another environment. */
  readonly halt: (reason: string, error?: unknown) => void;
}

/** What surrounds the process; tests bring their own. */
export interface ServiceHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly on: (
    event: 'SIGTERM' | 'SIGINT' | 'unhandledRejection' | 'uncaughtException',
    listener: (reason: unknown) => void,
  ) => void;
  readonly exit: (code: number) => void;
  /** Longest time to stop in, ms: below the 30 s after which Kubernetes kills. */
  readonly stopTimeoutMs: number;
}

/**
 * Runs a service: `compose` adds its components, which start in order and stop in reverse on SIGTERM or SIGINT, within 25 s.
 * Exit code: 0 after a signal and a stop in time, otherwise 1. Resolves when everything has started, or when the start has failed.
 */
export async function runService(
  name: string,
  compose: (context: ServiceContext) => void | Promise<void>,
  host: Partial<ServiceHost> = {},
): Promise<void> {
  const { env, logger, on, exit, stopTimeoutMs } = { ...processHost(name), ...host };
  const lifecycle = new Lifecycle(observer(logger));
  const health = new Health().check('start', () =>
    lifecycle.underway === undefined ? null : `${lifecycle.underway} is not up yet`,
  );
  let ending: Promise<void> | undefined;

  const end = (code: number): Promise<void> => {
    ending ??= stopWithin(stopTimeoutMs, lifecycle, logger).then(async (inTime) => {
      await flushTelemetry();
      logger.info({ code: inTime ? code : 1 }, 'stopped');
      exit(inTime ? code : 1);
    });
    return ending;
  };
  const halt = (reason: string, error?: unknown): void => {
    logger.fatal({ reason, ...(error !== undefined && { error }) }, 'the service ends itself');
    void end(1);
  };

  on('SIGTERM', () => void end(0));
  on('SIGINT', () => void end(0));
  on('unhandledRejection', (error) => halt('a promise was rejected and nobody looked', error));
  on('uncaughtException', (error) => halt('an error was thrown and nobody caught it', error));
  health.check('stop', () => (ending === undefined ? null : 'the service is stopping'));

  try {
    const { httpPort } = readPort(env);
    // First up and last down: a hanging start or stop is seen from outside.
    lifecycle.add('health', new HealthServer(health, logger, httpPort));
    await compose({ logger, lifecycle, health, halt });
    await lifecycle.start();
    if (ending === undefined) {
      logger.info({}, 'started');
    }
  } catch (error) {
    const failed = lifecycle.underway;
    const why = error instanceof SettingsError ? { problems: error.problems } : { error, ...(failed && { component: failed }) };
    logger.fatal(why, 'cannot start');
    await end(1);
  }
}

/** A wrong port must not hide the other problems: the service's own schema, which has the port as well, tells them all. */
function readPort(env: ServiceHost['env']): { httpPort: number } {
  try {
    return loadSettings({ httpPort: officine.httpPort }, { OFFICINE_HTTP_PORT: env['OFFICINE_HTTP_PORT'] });
  } catch {
    return { httpPort: 0 };
  }
}

async function stopWithin(timeoutMs: number, lifecycle: Lifecycle, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  const inTime = await Promise.race([lifecycle.stop().then(() => true), late]);
  clearTimeout(timer);
  if (!inTime) {
    logger.error({ component: lifecycle.underway, timeoutMs }, 'did not stop in time');
  }
  return inTime;
}

function observer(logger: Logger) {
  return {
    starting: (component: string) => logger.debug({ component }, 'component is starting'),
    started: (component: string, tookMs: number) =>
      logger.info({ component, tookMs: Math.round(tookMs) }, 'component has started'),
    stopped: (component: string, tookMs: number) =>
      logger.info({ component, tookMs: Math.round(tookMs) }, 'component has stopped'),
    stopFailed: (component: string, error: unknown) => logger.error({ component, error }, 'component failed to stop'),
  };
}

function processHost(name: string): ServiceHost {
  return {
    env: process.env,
    logger: createLogger({ service: name, level: process.env['LOG_LEVEL'] || 'info' }),
    on: (event, listener) => void process.on(event, listener),
    exit: (code) => process.exit(code),
    stopTimeoutMs: 25_000,
  };
}
