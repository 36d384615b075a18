import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@officine/client';
import { freePorts, type OwnedProcess, type Stack, startProcess, startStack } from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerEnvironment } from '../../src/boot/container-environment.ts';
import { mountFiles, type Namespace } from '../../src/boot/mounted-files.ts';
import { Helm } from '../../src/helm/helm.ts';
import { buildAll, IMAGES, type ImageFolder, imageFolder, instruction } from '../../src/images/image-folder.ts';
import { type Container, objectsIn, type PodTemplate, podsOf } from '../../src/kubernetes/objects.ts';
import { untilReady } from '../support/until-ready.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

const SERVICES = ['verification', 'auth-token', 'audit', 'availability-monitor'];
/** Every pod has a port 8080 of its own; processes of one machine have not. Nothing else of the rendered environment is changed. */
const PORTS = ['OFFICINE_HTTP_PORT', 'OFFICINE_AUDIT_API_PORT', 'OFFICINE_MONITOR_PORT'];
/** What keeps a container from writing anything: the root file system is read-only and no volume may be written. */
const READ_ONLY = ['--permission', '--allow-fs-read=*', '--allow-worker', '--disable-warning=SecurityWarning'];

describe.skipIf(!(await withHelm()))('what the chart renders', () => {
  const root = mkdtempSync(join(tmpdir(), 'officine-rendered-'));
  const images = new Map<string, ImageFolder>();
  const running = new Map<string, { readonly process: OwnedProcess; readonly url: string }>();
  let stack: Stack;
  let namespace: Namespace;
  let pods: PodTemplate[];

  beforeAll(async () => {
    const helm = await Helm.find();
    await buildAll();
    stack = await startStack({ services: [] });
    namespace = namespaceOf(stack);
    pods = podsOf(objectsIn(await helm.template('small', valuesFor(stack))));
    for (const source of IMAGES.filter(({ image }) => image !== 'mysecu-simulator')) {
      images.set(source.image, await imageFolder(source));
    }
  }, BUILDING_MS);

  afterAll(async () => {
    await Promise.all([...running.values()].map(({ process }) => process.stop(30_000)));
    await stack?.stop();
    for (const image of images.values()) image.remove();
    rmSync(root, { recursive: true, force: true });
  });

  /** Starts a container as kubelet would: its image's entrypoint and working directory, its files, its environment and nothing of ours. */
  function start(pod: PodTemplate, overrides: Readonly<Record<string, string>> = {}): OwnedProcess {
    const [container] = pod.spec.containers as [Container];
    const image = images.get(/\/([\w-]+):/.exec(container.image)?.[1] ?? '');
    const files = join(root, pod.name);
    mountFiles(pod.spec, container, namespace, files);
    return startProcess({
      name: pod.name,
      command: process.execPath,
      args: [...READ_ONLY, ...instruction('ENTRYPOINT').slice(1), ...(container.args ?? instruction('CMD'))],
      cwd: image?.workingDirectory ?? '',
      env: { ...containerEnvironment(container, namespace, files), ...overrides },
      logFile: join(stack.logsFolder, `${pod.name}.log`),
    });
  }

  it('makes the topics by its job, and has nothing to do the second time', async () => {
    const job = pods.find(({ kind }) => kind === 'Job')!;

    const child = start(job);
    const { code } = await child.ended;

    expect(child.tail()).toContain('topics were as declared');
    expect(code).toBe(0);
  });

  it.each(SERVICES)('starts %s from its image, with its environment and files alone, and it is ready', async (component) => {
    const pod = pods.find(({ kind, labels }) => kind === 'Deployment' && labels['app.kubernetes.io/component'] === component)!;
    const ports = await freePorts(PORTS.length);
    const declared = new Set(pod.spec.containers[0]?.env.map(({ name }) => name));
    const free = PORTS.map((name, index): [string, string] => [name, String(ports[index])]);

    const child = start(pod, Object.fromEntries(free.filter(([name]) => declared.has(name))));
    const url = `http://127.0.0.1:${ports[0]}/readyz`;
    running.set(component, { process: child, url });

    await expect(untilReady(child, url)).resolves.toMatchObject({ ready: true });
  });

  it('answers a check, all parts together', async () => {
    const client = await createClient({ vendor: stack.vendor, kafka: { brokers: stack.kafkaBrokers.split(',') } });
    try {
      const result = await client.check(
        {
          check: 'affiliation',
          pharmacy: stack.pharmacies[0]!.id,
          user: { id: 'u-1', role: 'pharmacist' },
          affiliation: { matricule: '1980010112302' },
        },
        { timeoutMs: 20_000 },
      );

      expect(result).toMatchObject({ outcome: 'answered', verdict: { affiliated: true } });
    } finally {
      await client.close();
    }
  });

  it('purges by its cron job, with the environment of that', async () => {
    const purge = pods.find(({ kind }) => kind === 'CronJob')!;

    const child = start(purge);
    const { code } = await child.ended;

    expect(child.tail()).toContain('"message":"purged"');
    expect(code).toBe(0);
  });

  it.each(SERVICES)('ends %s in order when it is told to, within the grace that its pod has', async (component) => {
    const { process: child } = running.get(component)!;
    const pod = pods.find(({ kind, labels }) => kind === 'Deployment' && labels['app.kubernetes.io/component'] === component)!;
    const startedAt = performance.now();

    child.signal('SIGTERM');
    const { code } = await child.ended;

    expect(code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan((pod.spec.terminationGracePeriodSeconds ?? 0) * 1_000);
  });
});

function valuesFor({ kafkaBrokers, settings, pharmacies }: Stack): Record<string, unknown> {
  const of = (name: string) => settings[name] ?? '';
  return {
    environment: 'custom',
    'kafka.brokers': kafkaBrokers.split(','),
    mysecu: {
      serviceUrl: of('MYSECU_SERVICE_URL'),
      tokenUrl: of('MYSECU_TOKEN_URL'),
      idpUrl: of('MYSECU_IDP_URL'),
      idpDestination: of('MYSECU_IDP_DESTINATION'),
      trust: { configMap: 'mysecu-trust', idpTlsCaKey: 'idp-tls-ca.pem' },
      models: { samples: true },
    },
    'credentials.pharmacies': pharmacies.map(({ id }) => ({ id, secret: `officine-pharmacy-${id}`, usernameToken: false })),
  };
}

/** The objects that the values name, with what they hold on the stack. */
function namespaceOf({ settings, mongodbUri, pharmacies }: Stack): Namespace {
  const content = (name: string) => readFileSync(settings[name] ?? '', 'utf8');
  return {
    secrets: {
      'officine-token-keys': { 'token-keys.json': content('OFFICINE_TOKEN_KEYS_FILE') },
      'officine-pseudonym-keys': { 'pseudonym-keys.json': content('OFFICINE_PSEUDONYM_KEYS_FILE') },
      'officine-audit-signing-key': { 'audit-signing-key.pem': content('OFFICINE_AUDIT_SIGNING_KEY_FILE') },
      'officine-mongodb-audit': { uri: mongodbUri },
      'officine-mongodb-purge': { uri: mongodbUri },
      'officine-mongodb-monitor': { uri: mongodbUri },
      ...Object.fromEntries(
        pharmacies.map(({ id, certificateFile, passphraseFile }) => [
          `officine-pharmacy-${id}`,
          { 'certificate.p12': readFileSync(certificateFile), passphrase: readFileSync(passphraseFile) },
        ]),
      ),
    },
    configMaps: {
      'mysecu-trust': {
        'tls-ca.pem': content('MYSECU_TLS_CA_FILE'),
        'idp-tls-ca.pem': content('MYSECU_IDP_TLS_CA_FILE'),
        'signer.pem': content('MYSECU_SIGNER_FILE'),
        'idp-signer.pem': content('MYSECU_IDP_SIGNER_FILE'),
      },
      'officine-availability-monitor': { 'monitor.yaml': '{}\n' },
    },
  };
}
