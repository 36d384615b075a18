import { beforeAll, describe, expect, it } from 'vitest';
import { staleFiles } from '../../src/generate/chart-files.ts';
import { exampleNames, renderedExamples } from '../../src/helm/examples.ts';
import { exampleValues, Helm } from '../../src/helm/helm.ts';
import { ApiSchemas } from '../../src/kubernetes/api-schemas.ts';
import { type KubernetesObject, objectsIn, podsOf } from '../../src/kubernetes/objects.ts';
import { restrictedProblems } from '../../src/kubernetes/restricted.ts';
import { CHART, inRepository } from '../../src/paths.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

/** Of operators whose definitions are in no Go module that can be had: `npm run check:cluster` says what it makes of them. */
const DEFINED_ELSEWHERE = /^(monitoring\.coreos\.com|kafka\.strimzi\.io)\//;

describe.skipIf(!(await withHelm()))('the chart', () => {
  let helm: Helm;
  let schemas: ApiSchemas;
  const examples = new Map<string, KubernetesObject[]>();

  beforeAll(async () => {
    helm = await Helm.find();
    schemas = await ApiSchemas.load();
    for (const name of exampleNames()) {
      examples.set(name, objectsIn(await helm.template(name)));
    }
  }, BUILDING_MS);

  it('is rendered as committed: whoever changes it sees what that does', async () => {
    const { stale } = staleFiles(await renderedExamples(helm));

    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  it.each(exampleNames())('passes the strict lint with the values of %s', async (name) => {
    const { code, stdout, stderr } = await helm.run(['lint', '--strict', inRepository(CHART), '--values', exampleValues(name)]);

    expect(`${stdout}${stderr}`).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  it.each(exampleNames())('makes of %s only objects that the Kubernetes API knows, field by field', (name) => {
    const objects = examples.get(name) ?? [];

    expect(objects.length).toBeGreaterThan(20);
    expect(objects.flatMap((object) => schemas.problemsOf(object))).toEqual([]);
    expect(objects.filter((object) => !schemas.knows(object) && !DEFINED_ELSEWHERE.test(object.apiVersion))).toEqual([]);
  });

  it('would be told of a field that the API does not know', () => {
    const [deployment] = (examples.get('small') ?? []).filter(({ kind }) => kind === 'Deployment');

    const problems = schemas.problemsOf({ ...deployment!, spec: { ...(deployment!.spec as object), replica: 2 } });

    expect(problems).toEqual([expect.stringContaining('"additionalProperty":"replica"')]);
  });

  it.each(exampleNames())('runs every pod of %s restricted, without a token, on a root that cannot be written', (name) => {
    const pods = podsOf(examples.get(name) ?? []);

    expect(pods.length).toBeGreaterThanOrEqual(5);
    expect(pods.flatMap(restrictedProblems)).toEqual([]);
  });

  it.each(exampleNames())('holds no secret in %s: environment and ConfigMaps only name them', (name) => {
    const objects = examples.get(name) ?? [];

    const values = podsOf(objects).flatMap(({ spec }) => spec.containers.flatMap(({ env }) => env));
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(
      values.filter(
        ({ name: variable, value }) => /PASSWORD|SECRET|KEY|TOKEN_FILE|MONGODB/.test(variable) && value && !value.startsWith('/'),
      ),
    ).toEqual([]);
  });

  it('gives each service the time to finish what it has begun, and waits for its successor', () => {
    const deployments = (examples.get('production') ?? []).filter(({ kind }) => kind === 'Deployment');

    expect(deployments).toHaveLength(4);
    for (const { spec } of deployments) {
      expect(spec).toMatchObject({ minReadySeconds: 10, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } });
    }
    for (const { spec } of podsOf(deployments)) {
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
    }
  });

  it('asks three different questions: has it started, does it live, can it work', () => {
    const [pod] = podsOf(examples.get('production') ?? []);

    expect(pod?.spec.containers[0]).toMatchObject({
      startupProbe: { httpGet: { path: '/livez' } },
      livenessProbe: { httpGet: { path: '/livez' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
    });
  });

  it('rolls the pods that mount what has changed, and no others', async () => {
    const checksums = (objects: KubernetesObject[]) =>
      Object.fromEntries(podsOf(objects).map(({ name, annotations }) => [name, annotations['checksum/config']]));
    const before = checksums(examples.get('small') ?? []);

    const after = checksums(objectsIn(await helm.template('small', { 'availabilityMonitor.plan': { objective: 0.95 } })));

    const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
    expect(changed).toEqual(['officine-availability-monitor']);
  });

  it('exposes of everything only what a reader of the status page needs', () => {
    const ingress = (examples.get('production') ?? []).filter(({ kind }) => kind === 'Ingress');
    const routes = (examples.get('strimzi') ?? []).filter(({ kind }) => kind === 'HTTPRoute');

    const text = JSON.stringify([...ingress, ...routes]);
    expect(ingress).toHaveLength(1);
    expect(routes).toHaveLength(1);
    expect(text).toContain('/api/v1/status');
    expect(text).not.toMatch(/metrics|notes|report|channels|readyz|officine-audit|"Prefix"/);
  });

  it('scales on the lag of each vendor, never on less than somebody who hears checks', () => {
    const scaled = (examples.get('production') ?? []).find(({ kind }) => kind === 'ScaledObject');

    const { triggers, minReplicaCount } = scaled!.spec as {
      minReplicaCount: number;
      triggers: { type: string; metadata: Record<string, string> }[];
    };
    expect(minReplicaCount).toBe(3);
    expect(
      triggers.filter(({ type }) => type === 'kafka').map(({ metadata }) => [metadata['consumerGroup'], metadata['topic']]),
    ).toEqual([
      ['officine.verification.acme', 'officine.vendor.acme.requests.v1'],
      ['officine.verification.borealis', 'officine.vendor.borealis.requests.v1'],
    ]);
  });
});
