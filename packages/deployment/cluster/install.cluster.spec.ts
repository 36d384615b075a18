import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleNames } from '../src/helm/examples.ts';
import { exampleValues, Helm } from '../src/helm/helm.ts';
import { type KubernetesObject, objectsIn, podsOf } from '../src/kubernetes/objects.ts';
import { CHART, inRepository } from '../src/paths.ts';
import { ApiServer } from './support/api-server.ts';
import { defineResources } from './support/definitions.ts';
import { JobRunner } from './support/job-runner.ts';

let helm: Helm;
let cluster: ApiServer;

beforeAll(async () => {
  helm = await Helm.find();
  cluster = await ApiServer.start();
  await defineResources(cluster.api);
});
afterAll(() => cluster?.stop());

/** A namespace that takes restricted pods alone: the API server's own admission says which these are. */
async function restrictedNamespace(name: string): Promise<void> {
  const enforce = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };
  await cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: enforce } });
}

async function helmIn(namespace: string, ...args: string[]) {
  const { code, stdout, stderr } = await helm.run([...args, '--namespace', namespace], { KUBECONFIG: cluster.kubeconfig });
  return { code, output: `${stdout}${stderr}` };
}

/** The pods of an example, as pods of their own: controllers, which would make them, do not run here. */
function asPods(objects: readonly KubernetesObject[], namespace: string): KubernetesObject[] {
  return podsOf(objects).map(({ name, labels, spec }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    // No controller has made the priority class.
    spec: { ...spec, priorityClassName: undefined },
  }));
}

describe.each(exampleNames())('the example %s on a real API server', (example) => {
  const namespace = `of-${example}`;
  let jobs: JobRunner;

  beforeAll(async () => {
    await restrictedNamespace(namespace);
    jobs = new JobRunner(cluster.api, namespace);
  });
  afterAll(() => jobs.stop());

  it('consists of objects that are taken, field by field', async () => {
    const { stdout } = await helm.run([
      'template',
      'officine',
      inRepository(CHART),
      '--namespace',
      namespace,
      '--values',
      exampleValues(example),
    ]);
    const objects = objectsIn(stdout);

    const refusals = await Promise.all(objects.map((object) => cluster.api.refusalOf(object)));

    expect(objects.length).toBeGreaterThan(20);
    expect(refusals.filter((refusal) => refusal !== null)).toEqual([]);
  });

  it('is installed, upgraded, rolled back and upgraded again, its hook having run each time', async () => {
    const values = ['--values', exampleValues(example), '--timeout', '60s'];

    const installed = await helmIn(namespace, 'install', 'officine', inRepository(CHART), ...values);
    const upgraded = await helmIn(namespace, 'upgrade', 'officine', inRepository(CHART), ...values, '--set', 'secrets.version=2');
    const back = await helmIn(namespace, 'rollback', 'officine', '1', '--timeout', '60s');
    const again = await helmIn(namespace, 'upgrade', 'officine', inRepository(CHART), ...values, '--set', 'secrets.version=2');

    expect([installed, upgraded, back, again].filter(({ code }) => code !== 0).map(({ output }) => output)).toEqual([]);
    expect(installed.output).toContain('STATUS: deployed');
    expect(installed.output).not.toContain('would violate PodSecurity');
    expect(jobs.succeeded.filter((name) => name === 'officine-topics').length).toBe(example === 'strimzi' ? 0 : 3);
  });

  it('makes pods that the admission of a restricted namespace takes', async () => {
    const { output } = await helmIn(namespace, 'get', 'manifest', 'officine');

    const refusals = await Promise.all(asPods(objectsIn(output), namespace).map((pod) => cluster.api.refusalOf(pod)));

    expect(refusals.length).toBeGreaterThanOrEqual(4);
    expect(refusals.filter((refusal) => refusal !== null)).toEqual([]);
  });

  it('is removed, and its topics stay', async () => {
    const removed = await helmIn(namespace, 'uninstall', 'officine');

    const deployments = await cluster.api.list(`/apis/apps/v1/namespaces/${namespace}/deployments`);
    const topics = await cluster.api.list(`/apis/kafka.strimzi.io/v1/namespaces/${namespace}/kafkatopics`);
    expect(removed.code).toBe(0);
    expect(deployments).toEqual([]);
    expect(topics.length > 0).toBe(example === 'strimzi');
  });
});

describe('a real API server', () => {
  it('would refuse a pod that may be root, and a field that nobody knows', async () => {
    const namespace = 'refusals';
    await restrictedNamespace(namespace);
    const objects = objectsIn(await helm.template('small')).map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace },
    }));
    for (const object of objects.filter(({ kind }) => kind === 'ServiceAccount')) await cluster.api.create(object);
    const [pod] = asPods(objects, namespace) as [KubernetesObject];
    const rootly = { ...(pod.spec as object), securityContext: { runAsUser: 0 } };

    expect(await cluster.api.refusalOf({ ...pod, spec: rootly })).toContain('violates PodSecurity "restricted:latest"');
    expect(await cluster.api.refusalOf({ ...pod, spec: { ...(pod.spec as object), hostnam: 'x' } })).toContain(
      'unknown field "spec.hostnam"',
    );
    expect(await cluster.api.refusalOf(pod)).toBeNull();
  });

  it('refuses a StorageClass that says of itself that it does not encrypt', async () => {
    await restrictedNamespace('storage');
    const classOf = (name: string, parameters: Record<string, string>) =>
      ({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name },
        provisioner: 'ebs.csi.aws.com',
        parameters,
      }) as KubernetesObject;
    await cluster.api.create(classOf('plain', { type: 'gp3' }));
    await cluster.api.create(classOf('sealed', { type: 'gp3', encrypted: 'true' }));
    const install = (storageClass: string) =>
      helmIn(
        'storage',
        ...['install', 'officine', inRepository(CHART), '--values', exampleValues('production'), '--dry-run=server'],
        ...['--set-json', `kafka.encryptionAtRest.storageClasses=["${storageClass}"]`],
      );

    const [plain, sealed, elsewhere] = [await install('plain'), await install('sealed'), await install('not-here')];

    expect(plain.output).toContain('StorageClass plain does not encrypt what it stores');
    expect(plain.code).not.toBe(0);
    expect(sealed.code).toBe(0);
    expect(sealed.output).not.toContain('StorageClass sealed');
    expect(elsewhere.output).toContain('StorageClass not-here: whether it encrypts cannot be seen from here');
  });
});
