import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchedOnce } from './fetched.ts';

const fill = (partial: string) => {
  mkdirSync(partial);
  writeFileSync(join(partial, 'file'), 'content');
  return Promise.resolve();
};

describe('what is fetched', () => {
  it('is fetched once: the second run asks nobody', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'devstack-')), 'kafka');
    await fetchedOnce(folder, fill);

    await fetchedOnce(folder, () => Promise.reject(new Error('no network')));

    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('is not there at all when fetching fails half-way', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'devstack-'));
    const failing = fetchedOnce(join(parent, 'kafka'), async (partial) => {
      await fill(partial);
      throw new Error('connection lost');
    });

    await expect(failing).rejects.toThrow('connection lost');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is taken from whoever was faster', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'devstack-')), 'kafka');

    await fetchedOnce(folder, async (partial) => {
      await fill(partial);
      await fill(folder);
    });

    expect(existsSync(join(folder, 'file'))).toBe(true);
  });
});
