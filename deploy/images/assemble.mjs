// Puts together what an image holds, in a folder where `npm ci --omit=dev` has already run: of each workspace that the service needs, what its
// package.json publishes, taken from a folder in which everything was built. Removes the workspaces that only development needs, and writes
// the SBOM, without what would differ from build to build.
//
//   node assemble.mjs @officine/verification <built> <app>
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [service, built, app] = process.argv.slice(2);
if (service === undefined || built === undefined || app === undefined) {
  process.stderr.write('usage: node assemble.mjs <service> <built> <app>\n');
  process.exit(2);
}

const workspaces = new Map(
  ['packages', 'services']
    .filter((group) => existsSync(join(app, group)))
    .flatMap((group) => readdirSync(join(app, group)).map((name) => join(group, name)))
    .filter((folder) => existsSync(join(app, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(app, folder, 'package.json'), 'utf8'));
      return [manifest.name, { folder, manifest }];
    }),
);

const needed = new Set();
const need = (name) => {
  const workspace = workspaces.get(name);
  if (workspace === undefined || needed.has(name)) {
    return;
  }
  needed.add(name);
  Object.keys(workspace.manifest.dependencies ?? {}).forEach(need);
};
need(service);
if (needed.size === 0) {
  throw new Error(`${service} is no workspace of ${app}`);
}

// Before anything goes: npm reads the manifests of all workspaces. It leaves out what is needed for development *as well*, hence it is asked
// for everything, and what is not on disk is taken out here.
const sbom = JSON.parse(
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
    cwd: app,
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  }),
);

for (const [name, { folder, manifest }] of workspaces) {
  if (!needed.has(name)) {
    rmSync(join(app, folder), { recursive: true });
    rmSync(join(app, 'node_modules', name), { force: true });
    continue;
  }
  for (const file of manifest.files ?? []) {
    cpSync(join(built, folder, file), join(app, folder, file), { recursive: true });
  }
}

const present = installed(join(app, 'node_modules')).concat(
  [...needed].map((name) => `${name}@${workspaces.get(name).manifest.version}`),
);
const kept = new Set(present);
delete sbom.serialNumber;
delete sbom.metadata.timestamp;
delete sbom.metadata.component.name;
sbom.components = sbom.components.filter(({ name, version }) => kept.has(`${name}@${version}`));
const references = new Set(sbom.components.map((component) => component['bom-ref']));
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => references.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => references.has(each)) }));
writeFileSync(join(app, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);

// Links of commands, npm's own record and the lock: of no use where nobody installs, and there is no shell.
for (const file of ['node_modules/.bin', 'node_modules/.package-lock.json', 'package-lock.json', '.npmrc']) {
  if (lstatSync(join(app, file), { throwIfNoEntry: false }) !== undefined) {
    rmSync(join(app, file), { recursive: true });
  }
}

/** `name@version` of every package in a node_modules folder, the nested ones included. */
function installed(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name.startsWith('@')) return installed(path);
    if (lstatSync(path).isSymbolicLink() || !existsSync(join(path, 'package.json'))) return [];
    const { name: full, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const nested = join(path, 'node_modules');
    return [`${full}@${version}`, ...(existsSync(nested) ? installed(nested) : [])];
  });
}
