import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../paths.ts';

const FILE = 'docs/security/THREAT_MODEL.md';
const text = readFileSync(inRepository(FILE), 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, number, attack = '', defence = '', test = ''] = line.split('|').map((cell) => cell.trim());
  return /^(\d+|D\d+)$/.test(number ?? '') ? [{ number: number ?? '', attack, defence, test }] : [];
});
const ATTACKS = 26;

interface Link {
  readonly label: string;
  readonly path: string;
}

function linksIn(markdown: string): Link[] {
  return [...markdown.matchAll(/\[((?:"[^"]*"|[^\]])*)\]\(([^)#]+)\)/g)].map(([, label = '', path = '']) => ({
    label: label.replace(/^"|"$/g, ''),
    path: join('docs/security', path),
  }));
}

describe('the threat model', () => {
  it('has a row for each attack of the catalogue', () => {
    const numbers = rows.map(({ number }) => number).filter((number) => /^\d+$/.test(number));

    expect(numbers).toEqual(Array.from({ length: ATTACKS }, (_, index) => String(index + 1)));
  });

  it.each(rows)('$number, $attack: has a test that is there, or says that it is open', ({ test }) => {
    const links = linksIn(test);

    expect(links.length > 0 || test.includes('**open**')).toBe(true);
    expect(links.filter(({ path }) => !existsSync(inRepository(path)))).toEqual([]);
  });

  it('names tests by what they are called', () => {
    const named = linksIn(text).filter(({ path }) => path.endsWith('.spec.ts') && existsSync(inRepository(path)));

    const gone = named.filter(({ label, path }) => {
      const content = readFileSync(inRepository(path), 'utf8').replaceAll("\\'", "'");
      return !path.endsWith(label) && !content.includes(label);
    });
    expect(named.length).toBeGreaterThan(25);
    expect(gone).toEqual([]);
  });
});
