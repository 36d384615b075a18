import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../paths.ts';

const FOLDERS = ['docs', 'deploy'];
const pages = FOLDERS.flatMap((folder) =>
  readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
    .map((path) => join(folder, path)),
);

describe('documents', () => {
  it.each(pages)('%s links to nothing that is not there', (page) => {
    const links = [...readFileSync(inRepository(page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');

    const local = links.filter((target) => !/^[a-z]+:|^#/.test(target)).map((target) => target.split('#', 1)[0] ?? '');
    expect(local.filter((target) => !existsSync(inRepository(dirname(page), target)))).toEqual([]);
  });
});
