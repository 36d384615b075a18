// What `npm run …` of the root calls. Plain JavaScript for Node 20 with nothing installed: it makes sure that the dependencies are
// those of package-lock.json, then hands over to the Node 24 that is one of them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

await ensureDependencies();

// IPC, for one reason: when this process dies, however it does, the channel closes and main.ts ends what it has started.
const child = spawn(
  join(root, 'node_modules', '.bin', 'node'),
  [
    '--conditions=@officine/source',
    '--disable-warning=TimeoutNegativeWarning',
    join(root, 'packages/devstack/src/main.ts'),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
for (const signal of SIGNALS) {
  process.on(signal, () => child.kill(signal));
}
endWithNpm();
child.on('error', (error) => fail(`Node 24 cannot be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));

/**
 * `npm ci` unless node_modules is what package-lock.json asks for; npm keeps its own record of what it installed.
 */
async function ensureDependencies() {
  if (missing().length === 0) {
    return;
  }
  process.stderr.write('… Install dependencies\n');
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1_000).toFixed(1)} s`;
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=http'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let fetched = 0;
  let printed = '';
  for (const output of [npm.stdout, npm.stderr]) {
    output.setEncoding('utf8').on('data', (text) => {
      fetched += text.split('npm http fetch').length - 1;
      printed = (printed + text).slice(-4_000);
    });
  }
  const stillRunning = setInterval(
    () => process.stderr.write(`… Install dependencies, ${seconds()}: ${fetched} fetched\n`),
    5_000,
  );
  const stop = () => npm.kill('SIGTERM');
  for (const signal of SIGNALS) process.once(signal, stop);
  const status = await new Promise((resolve) => {
    npm.on('error', (error) => resolve(error.message));
    npm.on('close', (code, signal) => resolve(signal ?? code));
  });
  clearInterval(stillRunning);
  for (const signal of SIGNALS) process.off(signal, stop);
  if (SIGNALS.includes(status)) {
    process.exit(128 + constants.signals[status]);
  }
  const absent = missing();
  if (status !== 0 || absent.length > 0) {
    fail(`${printed}\nDependencies could not be installed (${status}). Not as locked: ${absent.join(', ') || 'none'}`);
  }
  process.stderr.write(`✓ Install dependencies (${seconds()})\n`);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Packages that are locked and not installed so. Optional ones of other platforms are rightly absent. */
function missing() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted)
    .filter(([path, { version, optional, link, peer }]) => {
      if (!path.startsWith('node_modules/')) return false;
      const found = installed[path];
      if (found === undefined) return optional !== true && peer !== true;
      return link !== true && found.version !== version;
    })
    .map(([path]) => path.slice('node_modules/'.length));
}

/**
 * npm killed with SIGKILL, as a time-out does it, tells nobody: under npm, losing it means the same as a closed terminal. The scripts of
 * package.json say `exec`, so that npm is our parent and its signals reach us, with no shell in between that would keep them.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) {
    return;
  }
  const before = process.ppid;
  setInterval(() => process.ppid !== before && child.kill('SIGHUP'), 1_000).unref();
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
