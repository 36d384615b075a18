import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_FLAGS } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll, IMAGES, type ImageFolder, imageFolder, instruction } from '../../src/images/image-folder.ts';
import { inRepository } from '../../src/paths.ts';

const [VERIFICATION] = IMAGES;
let images: ImageFolder[] = [];

beforeAll(async () => {
  await buildAll();
  // The same one twice: what is reproducible must come out alike.
  images = [await imageFolder(VERIFICATION!), await imageFolder(VERIFICATION!)];
}, 600_000);
afterAll(() => {
  for (const image of images) image.remove();
});

interface Sbom {
  readonly components: readonly { readonly name: string; readonly version: string; readonly hashes?: readonly unknown[] }[];
}

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly integrity?: string; readonly link?: boolean; readonly dev?: boolean }>
  >;
}

describe('an image', () => {
  it('is the same, byte for byte, when it is made again', () => {
    const [first, second] = images;

    expect(treeHash(first!.app)).toBe(treeHash(second!.app));
  });

  it('holds what its service needs, and neither sources, tests, tools nor the other services', () => {
    const { app } = images[0]!;
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' });
    const ours = files.filter((path) => !path.startsWith('node_modules/') || path.startsWith('node_modules/@officine/'));

    expect(readdirSync(join(app, 'services'))).toEqual(['verification']);
    expect(ours.filter((path) => /(\.spec\.|(?<!\.d)\.ts$|\/test\/|simulator)/.test(path))).toEqual([]);
    expect(
      ['typescript', 'vitest', 'turbo', 'node', '@biomejs'].filter((name) => existsSync(join(app, 'node_modules', name))),
    ).toEqual([]);
    expect(files.filter((path) => path.startsWith('node_modules/.bin'))).toEqual([]);
  });

  it('has a bill of materials that names what is installed in it, and nothing else', () => {
    const { app } = images[0]!;
    const { components } = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8')) as Sbom;

    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    const installed = installedIn(join(app, 'node_modules'));
    expect(installed.length).toBeGreaterThan(80);
    expect(installed.filter((name) => !listed.has(name) && !name.startsWith('@officine/'))).toEqual([]);
    expect([...listed].filter((name) => !installed.includes(name) && !name.startsWith('@officine/'))).toEqual([]);
  });

  it('holds nothing that was not locked with its integrity, and runs no script of a dependency', () => {
    const { packages } = JSON.parse(readFileSync(inRepository('package-lock.json'), 'utf8')) as LockFile;
    const dockerfile = readFileSync(inRepository('deploy/Dockerfile'), 'utf8');

    const locked = Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true);
    expect(locked.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    const installs = dockerfile.match(/npm ci[^\n]*/g) ?? [];
    expect(installs.length).toBe(2);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  it('runs as nobody in particular, on a base without a shell, with telemetry before all else', () => {
    const dockerfile = readFileSync(inRepository('deploy/Dockerfile'), 'utf8');
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

    expect(last).toContain('USER 65532:65532');
    expect(dockerfile).toContain('ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot');
    expect(last).not.toMatch(/^RUN /m);
    expect(last).toMatch(/LABEL org\.opencontainers\.image\.title/);
    // What is measured is what runs.
    expect(instruction('ENTRYPOINT')).toEqual(expect.arrayContaining([...SERVICE_FLAGS]));
    expect(instruction('ENTRYPOINT').slice(-2)).toEqual(['--import', '@officine/telemetry/register']);
    expect(instruction('CMD')).toEqual(['dist/main.js']);
  });
});

function treeHash(folder: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort((a, b) => (a < b ? -1 : 1))) {
    const file = join(folder, path);
    const state = lstatSync(file);
    const content = state.isSymbolicLink() ? readlinkSync(file) : state.isFile() ? readFileSync(file) : '';
    hash.update(path).update('\0').update(content).update('\0');
  }
  return hash.digest('hex');
}

/** `name@version` of every package in a node_modules, the nested ones included. */
function installedIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith('@')) return installedIn(path).map((inner) => inner);
    if (name.startsWith('.') || lstatSync(path).isSymbolicLink() || !existsSync(join(path, 'package.json'))) return [];
    const { name: full, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
    };
    const nested = join(path, 'node_modules');
    return [`${full}@${version}`, ...(existsSync(nested) ? installedIn(nested) : [])];
  });
}
