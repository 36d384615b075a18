import { join } from 'node:path';
import { errorCodes } from '@officine/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { reference } from './reference.ts';
import { holdersIn, requirementsPage } from './requirements-page.ts';

const files = new Map(reference().map(({ path, text }) => [path, text]));

describe('the generated reference', () => {
  it('names every code with its advice', () => {
    for (const code of errorCodes) {
      expect(files.get('errors.md')).toContain(`## ${code}\n`);
    }
  });

  it('tells of each topic who writes and reads it, and for how long it is kept', () => {
    const page = files.get('topics.md');

    expect(page).toContain(
      "| `officine.vendor.<vendor>.requests.v1` | pharmacy | delete 2 d | the vendor's number | vendor | verification |",
    );
    expect(page).toContain('| `officine.audit.checkpoints.v1` | chain | kept for ever | 1 |');
    expect(page).toContain('| compact + delete 1 d | 12 |');
  });

  it('has a schema for every event that it links to', () => {
    const links = [...(files.get('topics.md') ?? '').matchAll(/\]\((events\/[^)]+)\)/g)].map(([, path]) => path);

    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((path) => !files.has(path!))).toEqual([]);
  });

  it('links every obligation to tests that hold it, and is not made where one has none', () => {
    const page = files.get('requirements.md') ?? '';
    const holders = holdersIn(join(import.meta.dirname, '../../../..'));

    expect(page).toMatch(
      /\| R21 \| .*leaves over TLS alone.*\]\(\.\.\/\.\.\/services\/availability-monitor\/src\/outbound\/mail\.spec\.ts\)/,
    );
    expect(() => requirementsPage(new Map([...holders, ['R99', []]]))).toThrow(/none of ours: R99/);
    holders.delete('R14');
    expect(() => requirementsPage(holders)).toThrow(/without a test: R14/);
  });

  it('is an AsyncAPI document whose references all lead somewhere', () => {
    const text = files.get('asyncapi.yaml') ?? '';
    const document = parse(text);
    const references = [...text.matchAll(/\$ref: "?([^"\n]+)/g)].map(([, target]) => target!);

    expect(document).toMatchObject({ asyncapi: '3.0.0', operations: { 'send-vendor-requests-v1': { action: 'send' } } });
    for (const target of references) {
      const found = target.startsWith('#/')
        ? target
            .slice(2)
            .split('/')
            .reduce((at, step) => at?.[step], document)
        : files.get(target.replace('./', ''));
      expect(found, target).toBeDefined();
    }
  });
});
