import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { inRepository, ROOT } from '../paths.ts';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 16 * 1_024 * 1_024;

/** What an image is made of. */
export interface ImageSource {
  /** As the chart calls it, which is the image's name. */
  readonly image: string;
  /** Name and folder of the workspace. */
  readonly service: string;
  readonly folder: string;
}

/** Every image that deploy/Dockerfile is for. */
export const IMAGES: readonly ImageSource[] = [
  { image: 'verification', service: '@officine/verification', folder: 'services/verification' },
  { image: 'auth-token', service: '@officine/auth-token', folder: 'services/auth-token' },
  { image: 'audit', service: '@officine/audit-service', folder: 'services/audit' },
  { image: 'availability-monitor', service: '@officine/availability-monitor', folder: 'services/availability-monitor' },
  { image: 'cli', service: '@officine/cli', folder: 'packages/cli' },
  { image: 'mysecu-simulator', service: '@officine/mysecu-simulator', folder: 'packages/mysecu-simulator' },
];

/** The content of an image's `/app`, made by the steps of deploy/Dockerfile, in a temporary folder. */
export interface ImageFolder {
  readonly source: ImageSource;
  /** Where `/app` is. */
  readonly app: string;
  /** Where a container starts: the image's working directory. */
  readonly workingDirectory: string;
  remove(): void;
}

/** Builds everything once, as the stage "build" does; Turbo keeps what has not changed. */
export async function buildAll(): Promise<void> {
  await tool('turbo', ['run', 'build', '--output-logs=errors-only']);
}

/**
 * The stages "prune" and "production" of deploy/Dockerfile without a container engine: the same commands, and the same script that puts the
 * image together.
 */
export async function imageFolder(source: ImageSource): Promise<ImageFolder> {
  const folder = mkdtempSync(join(tmpdir(), `officine-image-${source.image}-`));
  const app = join(folder, 'json');
  const { service } = source;
  await tool('turbo', ['prune', service, '--docker', '--out-dir', folder]);
  const install = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--workspace', service];
  // What the machine has fetched before need not be fetched again.
  await command('npm', [...install, '--prefer-offline'], app);
  await command(process.execPath, [inRepository('deploy/images/assemble.mjs'), service, ROOT, app], app);
  return {
    source,
    app,
    workingDirectory: join(app, source.folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A line of deploy/Dockerfile that begins with an instruction, as JSON: its last stage's. */
export function instruction(name: 'ENTRYPOINT' | 'CMD'): string[] {
  const lines = readFileSync(inRepository('deploy/Dockerfile'), 'utf8').split('\n');
  const line = lines.findLast((each) => each.startsWith(`${name} `));
  return JSON.parse(line?.slice(name.length) ?? '[]') as string[];
}

async function tool(name: string, args: readonly string[]): Promise<void> {
  await command(inRepository('node_modules/.bin', name), args, ROOT);
}

async function command(file: string, args: readonly string[], cwd: string): Promise<void> {
  const path = `${inRepository('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  await run(file, [...args], {
    cwd,
    maxBuffer: MAX_OUTPUT_BYTES,
    env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
}
