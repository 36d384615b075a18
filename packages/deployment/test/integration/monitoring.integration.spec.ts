import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Helm } from '../../src/helm/helm.ts';
import { type KubernetesObject, objectsIn } from '../../src/kubernetes/objects.ts';
import { inRepository } from '../../src/paths.ts';
import { alertsOfRules } from '../../src/runbooks/alerts.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

interface RuleGroups {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly annotations?: Record<string, string> }[];
  }[];
}

describe.skipIf(!(await withHelm()))('monitoring in the chart', () => {
  let objects: KubernetesObject[];

  beforeAll(async () => {
    objects = objectsIn(await (await Helm.find()).template('production'));
  }, BUILDING_MS);

  it('has every alert of deploy/observability, each with the address of a runbook that exists', () => {
    const rules = objects
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap(({ spec }) => (spec as RuleGroups).groups.flatMap((group) => group.rules))
      .filter(({ alert }) => alert !== undefined);

    expect(rules.map(({ alert }) => alert)).toEqual(alertsOfRules().map(({ alert }) => alert));
    for (const { annotations } of rules) {
      const url = annotations?.['runbook_url'] ?? '';
      expect(url).toMatch(/^https:\/\/runbooks\.vendor\.example\/officine\/[a-z0-9-]+\.md$/);
      expect(existsSync(inRepository('docs/runbooks', url.split('/').at(-1) ?? '')), url).toBe(true);
    }
  });

  it('scrapes every service under the job that rules and dashboards know, and the monitor twice', () => {
    const monitors = objects
      .filter(({ kind }) => kind === 'ServiceMonitor')
      .map(
        ({ spec }) =>
          spec as {
            jobLabel: string;
            selector: { matchLabels: Record<string, string> };
            endpoints: { port: string }[];
          },
      );
    const services = objects.filter(({ kind }) => kind === 'Service');

    const scraped = monitors.map(({ jobLabel, selector, endpoints }) => {
      const [service] = services.filter(({ metadata }) =>
        Object.entries(selector.matchLabels).every(([name, value]) => metadata.labels?.[name] === value),
      );
      const ports = (service!.spec as { ports: { name: string }[] }).ports.map(({ name }) => name);
      return [service!.metadata.labels?.[jobLabel], endpoints.map(({ port }) => port).filter((port) => ports.includes(port))];
    });

    expect(Object.fromEntries(scraped)).toEqual({
      verification: ['http'],
      'auth-token': ['http'],
      audit: ['http'],
      'availability-monitor': ['http', 'status'],
    });
  });

  it('hands every dashboard to the sidecar of Grafana as it is', () => {
    const dashboards = objects.filter(({ metadata }) => metadata.labels?.['grafana_dashboard'] === '1');

    expect(dashboards.length).toBeGreaterThanOrEqual(6);
    for (const { data } of dashboards) {
      const [text = ''] = Object.values(data ?? {});
      expect(JSON.parse(text)).toMatchObject({ title: expect.stringContaining('Officine'), panels: expect.any(Array) });
    }
  });
});
