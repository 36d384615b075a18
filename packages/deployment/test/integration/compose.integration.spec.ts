import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDirectory } from '@officine/cli';
import { loadSettings, officine } from '@officine/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeValidator } from '../../src/compose/compose-schema.ts';
import { IMAGES } from '../../src/images/image-folder.ts';
import { inRepository } from '../../src/paths.ts';
import { settingsInReference } from '../support/settings-in-reference.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly build?: { readonly args: Record<string, string> };
        readonly environment?: Record<string, string>;
        readonly volumes?: readonly string[];
      }
    >
  >;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

const text = readFileSync(inRepository('deploy/compose.yaml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const folder = mkdtempSync(join(tmpdir(), 'officine-compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!(await withHelm()))('the compose file', () => {
  let validate: Awaited<ReturnType<typeof composeValidator>>;

  beforeAll(async () => {
    validate = await composeValidator();
  }, BUILDING_MS);

  it('is one by the specification’s own schema', () => {
    expect([validate(compose), validate.errors]).toEqual([true, null]);
  });

  it('would be told of a key that the specification does not know', () => {
    expect(validate({ services: { kafka: { image: 'x', imagee: 'y' } } })).toBe(false);
  });
});

describe('compose.yaml', () => {
  it('names only files of the repository that are there', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':', 1)[0] ?? ''),
    );
    const files = [...Object.values(compose.configs).map(({ file }) => file), ...mounted.filter((path) => path.startsWith('.'))];

    expect(files.length).toBeGreaterThanOrEqual(7);
    expect(files.filter((file) => !existsSync(inRepository('deploy', file)))).toEqual([]);
  });

  it('builds every image from the service that the tests of images build it from', () => {
    const built = Object.values(compose.services).flatMap(({ image, build }) =>
      build === undefined ? [] : [[image, build.args]],
    );

    expect(Object.fromEntries(built)).toEqual(
      Object.fromEntries(IMAGES.map(({ image, service, folder: at }) => [`officine/${image}`, { SERVICE: service, FOLDER: at }])),
    );
  });

  it('sets nothing that no service knows', () => {
    const known = settingsInReference();
    const set = Object.values(compose.services).flatMap(({ image, environment }) =>
      image.startsWith('officine/') ? Object.keys(environment ?? {}) : [],
    );

    expect(set.length).toBeGreaterThan(20);
    expect(set.filter((name) => !known.has(name) && !/^(OTEL_|OFFICINE_MONITOR_)/.test(name))).toEqual([]);
  });

  it('makes keys that the services take, once', async () => {
    const make = () => promisify(execFile)(process.execPath, [inRepository('deploy/compose/make-keys.mjs'), folder]);

    await make();
    const first = readFileSync(join(folder, 'token-keys.json'), 'utf8');
    await make();

    const env = {
      OFFICINE_TOKEN_KEYS_FILE: join(folder, 'token-keys.json'),
      OFFICINE_PSEUDONYM_KEYS_FILE: join(folder, 'pseudonym-keys.json'),
    };
    const { tokenKeys, pseudonymKeys } = officine;
    expect(() => loadSettings({ tokenKeys, pseudonymKeys }, env)).not.toThrow();
    expect(readFileSync(join(folder, 'token-keys.json'), 'utf8')).toBe(first);
    expect(readFileSync(join(folder, 'audit-signing-key.pem'), 'utf8')).toContain('PRIVATE KEY');
  });

  it('applies a directory that is one', () => {
    const { environment, vendors } = parseDirectory(readFileSync(inRepository('deploy/compose/directory.yaml'), 'utf8'));

    expect(environment).toBe('custom');
    expect(vendors.map(({ id }) => id)).toEqual(['acme']);
  });
});
