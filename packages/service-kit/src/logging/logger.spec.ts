import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function lineOf(data: object): Record<string, unknown> {
  const written: string[] = [];
  createLogger({ service: 'test', destination: { write: (line: string) => void written.push(line) } }).info(
    data,
    'a static message',
  );
  return JSON.parse(written.join('')) as Record<string, unknown>;
}

describe('a log line', () => {
  it('is JSON with time, level, service and a static message', () => {
    expect(lineOf({ pharmacy: 'ph-0001', tookMs: 12 })).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      level: 'info',
      service: 'test',
      message: 'a static message',
      pharmacy: 'ph-0001',
      tookMs: 12,
    });
  });

  it('never holds a person or a secret, however deep, in a field, a text or an error', () => {
    const secretive = {
      matricule: '1893120105732',
      request: { user: { id: 'u-42' }, affiliation: { matricule: '1893120105732', first_name: 'Marie' } },
      note: 'asked for 1893120105732 with eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..abc.def.ghi',
      error: new Error('no person 1893120105732', {
        cause: new Error('-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'),
      }),
      bytes: Buffer.from('passphrase'),
      passphrase: 'hunter2',
    };

    const line = JSON.stringify(lineOf(secretive));

    for (const secret of ['1893120105732', 'Marie', 'u-42', 'hunter2', 'eyJhbGci', 'MIIE', 'cGFzc3']) {
      expect(line).not.toContain(secret);
    }
    expect(line).toContain('no person [13 digits]');
  });

  it('survives what JSON cannot hold', () => {
    const circular: Record<string, unknown> = { offset: 12n };
    circular['self'] = circular;

    expect(lineOf({ circular })).toMatchObject({ circular: { offset: '12' } });
  });
});
