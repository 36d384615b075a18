import { parseAllDocuments } from 'yaml';

/** What every Kubernetes object has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

/** An environment variable of a container. */
export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
    readonly fieldRef?: { readonly fieldPath: string };
  };
}

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

interface Source {
  readonly secret?: { readonly name: string; readonly optional?: boolean; readonly items?: readonly KeyToPath[] };
  readonly configMap?: { readonly name: string; readonly items?: readonly KeyToPath[] };
}

/** A volume, as far as this chart makes any. */
export interface Volume {
  readonly name: string;
  readonly projected?: { readonly defaultMode: number; readonly sources: readonly Source[] };
  readonly secret?: { readonly secretName: string; readonly items?: readonly KeyToPath[] };
  readonly configMap?: { readonly name: string };
  readonly csi?: { readonly readOnly: boolean; readonly volumeAttributes: { readonly secretProviderClass: string } };
  readonly emptyDir?: object;
}

/** A container, as far as tests look at it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env: readonly EnvVar[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly: boolean }[];
}

/** A pod's spec. */
export interface PodSpec {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly hostNetwork?: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/** A pod as a workload makes it. */
export interface PodTemplate {
  /** Of the workload. */
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** The objects of a rendered chart. */
export function objectsIn(rendered: string): KubernetesObject[] {
  return parseAllDocuments(rendered).flatMap((document) => {
    const content = document.toJSON() as KubernetesObject | null;
    return content === null ? [] : [content];
  });
}

/** The pods that the workloads among `objects` make: Deployments, Jobs and CronJobs. */
export function podsOf(objects: readonly KubernetesObject[]): PodTemplate[] {
  return objects.flatMap(({ kind, metadata: { name }, spec }) => {
    const holder = kind === 'CronJob' ? (spec as { jobTemplate: { spec: unknown } }).jobTemplate.spec : spec;
    if (kind !== 'Deployment' && kind !== 'Job' && kind !== 'CronJob') {
      return [];
    }
    const { template } = holder as {
      template: { metadata: { labels: Record<string, string>; annotations?: Record<string, string> }; spec: PodSpec };
    };
    return [
      { kind, name, labels: template.metadata.labels, annotations: template.metadata.annotations ?? {}, spec: template.spec },
    ];
  });
}
