import type { AuditRecorded } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { MisuseDetector } from './misuse.ts';

const DAY = Date.parse('2026-11-24T10:00:00+01:00');
const NIGHT = Date.parse('2026-11-24T23:00:00+01:00');

const asked = (at: number, more: Partial<AuditRecorded> = {}): AuditRecorded => ({
  action: 'check.asked',
  at: new Date(at).toISOString(),
  environment: 'custom',
  service: 'verification',
  vendor: 'acme',
  pharmacy: 'ph-0001',
  user: { kid: 'k', hmac: 'u-1' },
  ...more,
});

/** `count` events `everyMs` apart, each of a user of its own unless `more` says otherwise. */
function suspicionsOf(count: number, start: number, everyMs: number, more: Partial<AuditRecorded> = {}) {
  const detector = new MisuseDetector();
  return Array.from({ length: count }, (_, index) =>
    detector.take(asked(start + index * everyMs, { user: { kid: 'k', hmac: `u-${index}` }, ...more })),
  ).flat();
}

const oneUser = { user: { kid: 'k', hmac: 'u-1' } };

describe('misuse', () => {
  it('is suspected of a user who asks faster than a counter can serve, once a window (R17b)', () => {
    expect(suspicionsOf(200, DAY, 1_000, oneUser)).toMatchObject([
      { kind: 'rate', who: 'user', user: { hmac: 'u-1' }, count: 61 },
    ]);
  });

  it('is suspected of a pharmacy whose users together do', () => {
    expect(suspicionsOf(301, DAY, 1_000)).toMatchObject([{ kind: 'rate', who: 'pharmacy', pharmacy: 'ph-0001' }]);
  });

  it('is suspected of who tries numbers out (R17b)', () => {
    const found = suspicionsOf(16, DAY, 60_000, { ...oneUser, action: 'check.answered', outcome: 'not-found' });

    expect(found).toMatchObject([{ kind: 'enumeration', who: 'user' }]);
  });

  it('is suspected of much use at night, Luxembourg time (R17b)', () => {
    expect(suspicionsOf(21, NIGHT, 60_000, oneUser)).toMatchObject([{ kind: 'night', who: 'user' }]);
    expect(suspicionsOf(21, DAY, 60_000, oneUser)).toEqual([]);
  });

  it('is not suspected of an ordinary day, nor of our own re-checks', () => {
    expect(suspicionsOf(200, DAY, 60_000, oneUser)).toEqual([]);
    expect(suspicionsOf(500, DAY, 100, { ...oneUser, attempt: 2 })).toEqual([]);
  });
});
