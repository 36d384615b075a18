import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reference } from './reference.ts';

const FOLDER = join(import.meta.dirname, '../../../../docs/reference');

/** Schemas of events that are no longer declared. */
async function leftovers(declared: ReadonlySet<string>): Promise<string[]> {
  const found = await readdir(join(FOLDER, 'events')).catch(() => []);
  return found.map((name) => `events/${name}`).filter((path) => !declared.has(path));
}

const files = reference();
const stale: string[] = [];
for (const { path, text } of files) {
  const written = await readFile(join(FOLDER, path), 'utf8').catch(() => '');
  if (written !== text) {
    stale.push(path);
  }
}
const surplus = await leftovers(new Set(files.map(({ path }) => path)));

if (process.argv.includes('--check')) {
  for (const path of [...stale, ...surplus]) {
    process.stderr.write(`docs/reference/${path} is stale: npm run docs\n`);
  }
  process.exitCode = stale.length + surplus.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of files.filter((file) => stale.includes(file.path))) {
    await mkdir(dirname(join(FOLDER, path)), { recursive: true });
    await writeFile(join(FOLDER, path), text);
  }
  await Promise.all(surplus.map((path) => rm(join(FOLDER, path))));
  process.stdout.write(`docs/reference: ${stale.length} written, ${surplus.length} removed, ${files.length} in all\n`);
}
