import type { KubernetesObject } from './objects.ts';

interface Peer {
  readonly ipBlock?: { readonly cidr: string };
  readonly namespaceSelector?: unknown;
  readonly podSelector?: unknown;
}

interface Rule {
  readonly to?: readonly Peer[];
  readonly from?: readonly Peer[];
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
}

interface PolicySpec {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** What the NetworkPolicies among some objects allow a pod with `labels`. Undefined where no policy selects it: everything. */
export function allowed(
  objects: readonly KubernetesObject[],
  labels: Readonly<Record<string, string>>,
  direction: 'ingress' | 'egress',
): string[] | undefined {
  const policies = objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec as PolicySpec)
    .filter(({ policyTypes }) => policyTypes.includes(direction === 'ingress' ? 'Ingress' : 'Egress'))
    .filter(({ podSelector }) => Object.entries(podSelector.matchLabels).every(([name, value]) => labels[name] === value));
  return policies.length === 0 ? undefined : policies.flatMap((policy) => (policy[direction] ?? []).flatMap(described));
}

/** One line for each peer and port, such as `192.0.2.10/32:3128`. */
function described({ to, from, ports }: Rule): string[] {
  const peers = (to ?? from ?? [{}]).map(nameOf);
  return peers.flatMap((peer) =>
    ports.map(({ port, protocol }) => `${peer}:${port}${protocol === 'TCP' ? '' : `/${protocol.toLowerCase()}`}`),
  );
}

function nameOf({ ipBlock, namespaceSelector, podSelector }: Peer): string {
  const labels = Object.values(
    ((namespaceSelector ?? podSelector ?? {}) as { matchLabels?: Record<string, string> }).matchLabels ?? {},
  );
  return ipBlock?.cidr ?? labels[0] ?? 'everything';
}
