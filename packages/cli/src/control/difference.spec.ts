import { describe, expect, it } from 'vitest';
import { parseDirectory } from '../directory/parse-directory.ts';
import { formatDifference } from '../output/format-difference.ts';
import { changeMessages } from './change-messages.ts';
import { controlRecords } from './control-records.ts';
import { APPLY_SOURCE, COMMAND_SOURCE } from './control-source.ts';
import { difference } from './difference.ts';

const BEFORE = directory('[{ id: acme, contact: a }, { id: bcme, contact: b }]');
const AFTER = directory('[{ id: acme, contact: a, partitions: 12 }, { id: ccme, contact: c }]');

describe('the difference between what is in force and what is wanted', () => {
  it('is nothing where the directory is the one in force', () => {
    expect(difference(BEFORE, BEFORE, { prune: true })).toEqual({ changes: [], kept: [] });
  });

  it('does not depend on the order of members', () => {
    const turned = directory('[{ contact: a, id: acme }, { contact: b, id: bcme }]');

    expect(difference(BEFORE, turned, { prune: true }).changes).toEqual([]);
  });

  it('keeps what the file does not name, and says so', () => {
    const found = difference(BEFORE, AFTER, { prune: false });

    expect(found.changes.map(({ action, key }) => `${action} ${key}`)).toEqual(['changed vendor/acme', 'created vendor/ccme']);
    expect(found.kept).toEqual([{ key: 'vendor/bcme', why: 'not-pruned' }]);
  });

  it('removes what the file does not name where that was asked for', () => {
    const found = difference(BEFORE, AFTER, { prune: true });

    expect(found.changes.map(({ action, key }) => `${action} ${key}`)).toContain('removed vendor/bcme');
    expect(found.kept).toEqual([]);
  });

  it('never takes back what a command decided, whatever a file leaves out', () => {
    const scope = 'pharmacy/ph-1';
    const data = { scope, reason: 'lost key', until: null, by: 'operator', since: '2026-11-24T03:00:00Z' };
    const written = { at: '2026-11-24T03:00:00Z', source: COMMAND_SOURCE };
    const inForce = new Map([...BEFORE, [`suspension/${scope}`, { kind: 'suspension' as const, id: scope, data, written }]]);

    const found = difference(inForce, BEFORE, { prune: true });

    expect(found).toEqual({ changes: [], kept: [{ key: `suspension/${scope}`, why: 'by-command' }] });
    expect(formatDifference(found)[0]).toContain('stays until a command takes it back');
  });

  it('asks for nothing where only who decided it, and when, is not in the file', () => {
    const suspended = (more: object) => {
      const data = { scope: 'all', reason: 'flaw', until: null, ...more };
      return new Map([['suspension/all', { kind: 'suspension' as const, id: 'all', data }]]);
    };

    const found = difference(suspended({ by: 'operator', since: '2026-11-24T03:00:00Z' }), suspended({}), { prune: true });

    expect(found.changes).toEqual([]);
  });

  it('is shown with the members that change', () => {
    expect(formatDifference(difference(BEFORE, AFTER, { prune: true }))).toEqual([
      '~ vendor/acme',
      '    partitions: 6 → 12',
      '+ vendor/ccme',
      '- vendor/bcme',
      '1 to create, 1 to change, 1 to remove',
    ]);
  });

  it('becomes one control record and one audit event a change, a removal being a record without a value', () => {
    const { changes } = difference(BEFORE, AFTER, { prune: true });
    const occasion = {
      actor: 'operator',
      at: new Date('2026-11-24T08:00:00Z'),
      environment: 'custom' as const,
      source: APPLY_SOURCE,
    };

    const { control, audit } = changeMessages(changes, BEFORE, occasion);

    expect(control.map(({ key, value }) => [key, value === null])).toEqual([
      ['vendor/acme', false],
      ['vendor/ccme', false],
      ['vendor/bcme', true],
    ]);
    expect(control[0]?.headers).toMatchObject({ ce_type: 'lu.officine.control.vendor.v1', ce_subject: 'vendor/acme' });
    expect(audit.map(({ value }) => JSON.parse(String(value)))).toMatchObject([
      { action: 'control.changed', actor: 'operator', object: 'vendor/acme', vendor: 'acme', outcome: 'changed' },
      { object: 'vendor/ccme', outcome: 'created' },
      { object: 'vendor/bcme', outcome: 'removed' },
    ]);
  });
});

function directory(vendors: string) {
  return controlRecords(parseDirectory(`environment: custom\nvendors: ${vendors}`));
}
