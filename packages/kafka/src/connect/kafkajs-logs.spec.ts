import { logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { kafkajsLogs } from './kafkajs-logs.ts';

describe("kafkajs' own lines", () => {
  it('come one step quieter and without anything that may hold a record', () => {
    const lines: unknown[] = [];
    const to = (level: string) => (details: object, message: string) => lines.push([level, details, message]);
    const log = kafkajsLogs({ debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') });
    const extra = { timestamp: '…', groupId: 'g', stack: 'secret', payload: { matricule: '…' } };

    log({ namespace: 'Runner', level: logLevel.ERROR, label: 'ERROR', log: { ...extra, message: 'a' } });
    log({ namespace: '', level: logLevel.WARN, label: 'WARN', log: { ...extra, message: 'b' } });
    log({ namespace: 'Runner', level: logLevel.INFO, label: 'INFO', log: { ...extra, message: 'c' } });

    log({ namespace: 'Connection', level: logLevel.ERROR, label: 'ERROR', log: { ...extra, message: 'd' } });

    expect(lines).toEqual([
      ['warn', { component: 'kafkajs Runner', groupId: 'g' }, 'a'],
      ['info', { component: 'kafkajs', groupId: 'g' }, 'b'],
      ['debug', { component: 'kafkajs Runner', groupId: 'g' }, 'c'],
      ['debug', { component: 'kafkajs Connection', groupId: 'g' }, 'd'],
    ]);
  });
});
