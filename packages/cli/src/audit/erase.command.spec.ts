import { topics } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { remainsOf } from './erase.command.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const ERASURE = { pseudonyms: 1, records: 3, lastAt: new Date('2026-11-20T08:00:00Z') };
const said = (isUser: boolean, erasure = ERASURE) => remainsOf(erasure, NOW, isUser).join('\n');

describe('what an erasure cannot reach', () => {
  it('is named with its end, for a person who was asked about', () => {
    expect(said(false)).toMatch(/audit records .*3, naming nobody .*retention after 2026-11-20/);
    for (const [topic, until] of [
      [topics.auditEvents, '2026-12-28'],
      [topics.deferred, '2026-11-30'],
      [topics.lastKnown, '2026-12-05'],
      [topics.deadLetters, '2026-12-05'],
    ] as const) {
      expect(said(false)).toMatch(new RegExp(`${topic.name} .*${until}`));
    }
    expect(said(false)).toMatch(/requests and results of vendors .*2026-11-30/);
  });

  it('is named for a user as well: what proves the contract stays', () => {
    expect(said(true)).toContain(topics.charterAcceptances.name);
    expect(said(true)).toContain(topics.control.name);
    expect(said(true)).not.toContain(topics.lastKnown.name);
  });

  it('is told also of somebody whom the audit did not know', () => {
    expect(said(false, { pseudonyms: 0, records: 0 } as typeof ERASURE)).toMatch(
      /did not know[\s\S]*backups of MongoDB and Kafka/,
    );
  });
});
