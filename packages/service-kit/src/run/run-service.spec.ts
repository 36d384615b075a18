import { describe, expect, it } from 'vitest';
import { SettingsError } from '../config/settings-error.ts';
import { aLogger } from '../logging/logger-fake.ts';
import { runService, type ServiceContext } from './run-service.ts';

function aHost(stopTimeoutMs = 1_000) {
  const { logger, lines } = aLogger();
  const signals = new Map<string, (reason: unknown) => void>();
  const exit = Promise.withResolvers<number>();
  return {
    lines,
    exited: exit.promise,
    raise: (event: string, reason?: unknown) => signals.get(event)?.(reason),
    host: {
      env: { OFFICINE_HTTP_PORT: '0' },
      logger,
      on: (event: string, listener: (reason: unknown) => void) => void signals.set(event, listener),
      exit: exit.resolve,
      stopTimeoutMs,
    },
  };
}

describe('a service', () => {
  it('starts its components in order and stops them in reverse on SIGTERM, with exit code 0', async () => {
    const { host, raise, exited } = aHost();
    const steps: string[] = [];
    const component = (name: string) => ({ start: () => void steps.push(`+${name}`), stop: () => void steps.push(`-${name}`) });

    await runService(
      'test',
      ({ lifecycle }) => void lifecycle.add('control', component('control')).add('consumers', component('consumers')),
      host,
    );
    raise('SIGTERM');
    raise('SIGINT');

    expect(await exited).toBe(0);
    expect(steps).toEqual(['+control', '+consumers', '-consumers', '-control']);
  });

  it('that cannot start says every problem in one line, and exits 1', async () => {
    const { host, lines, exited } = aHost();

    await runService('test', () => Promise.reject(new SettingsError(['A is missing', 'B is not a setting'])), host);

    expect(await exited).toBe(1);
    expect(lines.filter(({ level }) => level === 'fatal')).toEqual([
      { level: 'fatal', message: 'cannot start', data: { problems: ['A is missing', 'B is not a setting'] } },
    ]);
  });

  it('stops what had started when a later component does not start, and names that one', async () => {
    const { host, lines, exited } = aHost();
    const stopped: string[] = [];

    await runService(
      'test',
      ({ lifecycle }) =>
        void lifecycle
          .add('control', { stop: () => void stopped.push('control') })
          .add('consumers', { start: () => Promise.reject(new Error('no broker')) }),
      host,
    );

    expect(await exited).toBe(1);
    expect(stopped).toEqual(['control']);
    expect(lines.find(({ message }) => message === 'cannot start')?.data).toMatchObject({ component: 'consumers' });
  });

  it('that does not stop in time says which component hangs, and exits 1', async () => {
    const { host, raise, lines, exited } = aHost(5);
    const never = new Promise<void>(() => undefined);

    await runService('test', ({ lifecycle }) => void lifecycle.add('consumers', { stop: () => never }), host);
    raise('SIGTERM');

    expect(await exited).toBe(1);
    expect(lines.find(({ message }) => message === 'did not stop in time')?.data).toMatchObject({ component: 'consumers' });
  });

  it('ends after an unhandled rejection: its state is no longer known', async () => {
    const { host, raise, lines, exited } = aHost();

    await runService('test', () => undefined, host);
    raise('unhandledRejection', new Error('lost'));

    expect(await exited).toBe(1);
    expect(lines.some(({ level, message }) => level === 'fatal' && message === 'the service ends itself')).toBe(true);
  });

  it('may halt itself, for a control topic of another environment', async () => {
    const { host, exited } = aHost();
    const context = Promise.withResolvers<ServiceContext>();

    await runService('test', (given) => context.resolve(given), host);
    (await context.promise).halt('control is of exploitation');

    expect(await exited).toBe(1);
  });
});
