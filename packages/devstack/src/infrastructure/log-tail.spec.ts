import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastLines } from './log-tail.ts';

describe('the tail of a log', () => {
  it('is its last lines, whatever its size', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'devstack-')), 'log');
    writeFileSync(file, Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`).join(''));

    expect(lastLines(file, 2)).toBe('line 49998\nline 49999');
  });

  it('is empty for a process that has not written yet', () => {
    expect(lastLines('/nowhere/at/all', 5)).toBe('');
  });
});
