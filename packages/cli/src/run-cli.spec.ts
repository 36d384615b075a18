import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aTerminal } from '../test/support/a-terminal.ts';
import { runCli } from './run-cli.ts';

describe('officine', () => {
  it('explains itself, its connection and its exit codes', async () => {
    const { io, out } = aTerminal();

    expect(await runCli(['--help'], io)).toBe(0);

    for (const word of ['apply', 'diff', 'get', 'topics', 'check', 'message', 'KAFKA_SASL_PASSWORD_FILE', 'Exit codes']) {
      expect(out.join('\n')).toContain(word);
    }
  });

  it('ends with 2 and one line where an option is missing', async () => {
    const { io, err } = aTerminal();

    expect(await runCli(['apply'], io)).toBe(2);

    expect(err[0]).toBe("error: required option '-f, --file <file>' not specified");
  });

  it('ends with 2 and every problem of a directory file, before Kafka is asked', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'officine-')), 'directory.yaml');
    await writeFile(file, 'environment: nowhere\nvendors: [{ id: acme }]\n');
    const { io, err } = aTerminal();

    expect(await runCli(['apply', '-f', file], io)).toBe(2);

    expect(err).toHaveLength(3);
    expect(err[0]).toContain(`${file}:1: environment: `);
    expect(err[1]).toBe(`officine: ${file}:2: vendors.0.contact: is missing`);
    expect(err[2]).toBe('officine: 2 problems, nothing was changed');
  });

  it('ends with 1 where a file is not there, and shows no stack', async () => {
    const { io, err } = aTerminal();

    expect(await runCli(['diff', '-f', '/no/such/directory.yaml'], io)).toBe(1);

    expect(err).toEqual(['officine: no such file: /no/such/directory.yaml']);
  });

  it('shows the stack where that was asked for', async () => {
    const { io, err } = aTerminal();

    expect(await runCli(['--debug', 'diff', '-f', '/no/such/directory.yaml'], io)).toBe(1);

    expect(err.join('\n')).toMatch(/\n\s+at /);
  });

  it.each([
    [{}, 'officine: set KAFKA_BROKERS or --brokers to host:port[,host:port]'],
    [{ KAFKA_BROKERS: 'kafka' }, 'officine: set KAFKA_BROKERS or --brokers to host:port[,host:port]'],
    [
      { KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_MECHANISM: 'gssapi' },
      'officine: KAFKA_SASL_MECHANISM must be one of plain, scram-sha-256, scram-sha-512',
    ],
    [
      { KAFKA_BROKERS: 'kafka:9092', KAFKA_SSL_CA_FILE: '/no/ca.pem' },
      'officine: KAFKA_SSL_CA_FILE names a file that cannot be read: /no/ca.pem',
    ],
  ])('ends with 2 and names the setting that is wrong: %j', async (env, line) => {
    const { io, err } = aTerminal({ env });

    expect(await runCli(['get'], io)).toBe(2);

    expect(err).toEqual([line]);
  });

  it('ends with 3 and the advice in the chosen language where Kafka is away: a check never hangs', async () => {
    const { io, out } = aTerminal({ input: '1893120105732\n' });
    const args = ['check', 'affiliation', '--vendor', 'acme', '--pharmacy', 'ph-1', '--user', 'u', '--matricule', '-'];

    expect(await runCli(['--brokers', '127.0.0.1:1', ...args, '--timeout', '200', '--lang', 'de'], io)).toBe(3);

    expect(out.join('\n')).toMatch(/^outcome +degraded\ncause +officine-unavailable.*\ncounter +Noch kein Ergebnis/);
    expect(out.join('\n')).not.toContain('1893120105732');
  }, 20_000);
});
