import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { fetchedSchemas } from '../../src/kubernetes/fetch-schemas.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects.ts';
import type { KubernetesApi } from './kubernetes-api.ts';

/** Kinds whose own definitions are in no Go module that can be had: they are taken as they come, whatever is in them. */
const UNDEFINED = [
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'ServiceMonitor', plural: 'servicemonitors' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PrometheusRule', plural: 'prometheusrules' },
  { group: 'kafka.strimzi.io', version: 'v1', kind: 'KafkaTopic', plural: 'kafkatopics' },
  { group: 'kafka.strimzi.io', version: 'v1', kind: 'KafkaUser', plural: 'kafkausers' },
] as const;

/** Defines the custom resources that the chart may make: those of KEDA, Gateway API and External Secrets by their own definitions. */
export async function defineResources(api: KubernetesApi): Promise<void> {
  const folder = await fetchedSchemas();
  const genuine = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as KubernetesObject);
  const definitions = [...genuine, ...UNDEFINED.map(openDefinition)];
  for (const definition of definitions) {
    await api.create(definition);
  }
  for (const { metadata } of definitions) {
    await established(api, metadata.name);
  }
}

function openDefinition({ group, version, kind, plural }: (typeof UNDEFINED)[number]): KubernetesObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

async function established(api: KubernetesApi, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await api.request('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    const { status } = body as { status?: { conditions?: { type: string; status: string }[] } };
    if (status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True')) {
      return;
    }
    await pause(100);
  }
  throw new Error(`${name} was not established`);
}
