import { beforeAll, describe, expect, it } from 'vitest';
import { exampleNames } from '../../src/helm/examples.ts';
import { Helm } from '../../src/helm/helm.ts';
import { type KubernetesObject, objectsIn, podsOf } from '../../src/kubernetes/objects.ts';
import { allowed } from '../../src/kubernetes/reachable.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

const CALLERS_OF_MYSECU = ['auth-token', 'availability-monitor', 'verification'];
const DNS = ['kube-system:53', 'kube-system:53/udp'];

describe.skipIf(!(await withHelm()))('the network policies', () => {
  let helm: Helm;
  const examples = new Map<string, KubernetesObject[]>();

  beforeAll(async () => {
    helm = await Helm.find();
    for (const name of exampleNames()) {
      examples.set(name, objectsIn(await helm.template(name)));
    }
  }, BUILDING_MS);

  function podsIn(example: string) {
    const objects = examples.get(example) ?? [];
    return podsOf(objects).map(({ labels, name }) => ({
      name,
      component: labels['app.kubernetes.io/component'] ?? '',
      into: allowed(objects, labels, 'ingress'),
      out: allowed(objects, labels, 'egress'),
    }));
  }

  it.each(exampleNames())('of %s leave no pod without: what is not named is denied', (example) => {
    const pods = podsIn(example);

    expect(pods.filter(({ into, out }) => into === undefined || out === undefined)).toEqual([]);
    expect(pods.filter(({ into, out }) => [...(into ?? []), ...(out ?? [])].some((rule) => rule.endsWith(':0')))).toEqual([]);
  });

  it.each(exampleNames())('of %s let only those reach mySecu and eSanté who call them', (example) => {
    const reachMysecu = podsIn(example).filter(({ out }) =>
      (out ?? []).some((rule) => /(^0\.0\.0\.0\/0|everything|192\.0\.2\.10\/32):(443|7443|3128)$/.test(rule)),
    );

    expect(new Set(reachMysecu.map(({ component }) => component))).toEqual(new Set(CALLERS_OF_MYSECU));
  });

  it('let them reach it by the proxy alone where there is one', () => {
    const verification = podsIn('production').find(({ component }) => component === 'verification');

    expect(verification?.out).toEqual([
      ...['kube-system:53/udp', 'kube-system:53'],
      'kafka:9093',
      '192.0.2.10/32:3128',
      'observability:4318',
    ]);
  });

  it('let the database be reached by those who keep something there', () => {
    const reachMongodb = podsIn('production').filter(({ out }) => out?.includes('mongodb:27017'));

    expect(new Set(reachMongodb.map(({ component }) => component))).toEqual(
      new Set(['audit', 'audit-purge', 'availability-monitor']),
    );
  });

  it('let the job that makes topics reach Kafka and nothing else', () => {
    const job = podsIn('production').find(({ component }) => component === 'topics');

    expect([...(job?.out ?? [])].sort()).toEqual(['kafka:9093', ...DNS].sort());
    expect(job?.into).toEqual([]);
  });

  it('let readers in to the status page, Prometheus to the metrics, and nobody else', () => {
    const into = Object.fromEntries(podsIn('production').map(({ component, into: rules }) => [component, rules]));

    expect(into).toEqual({
      verification: ['observability:8080'],
      'auth-token': ['observability:8080'],
      audit: ['observability:8080', 'sre-tools:8081'],
      'availability-monitor': ['observability:8080', 'observability:8081', 'ingress-nginx:8081'],
      'audit-purge': [],
      topics: [],
    });
  });
});
