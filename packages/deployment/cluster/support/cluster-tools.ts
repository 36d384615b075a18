import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { KUBERNETES_VERSION } from '../../src/kubernetes/fetch-schemas.ts';
import { inRepository } from '../../src/paths.ts';
import { builtGoTools } from '../../src/tools/go-tools.ts';

/** The programs that are a Kubernetes without nodes. */
export interface ClusterTools {
  readonly apiServer: string;
  readonly etcd: string;
}

/** kube-apiserver and etcd, built from their Go modules: six minutes on two cores, once. `tools/go.mod` says which versions. */
export async function clusterTools(): Promise<ClusterTools> {
  const folder = await builtGoTools(
    {
      folder: `cluster-${KUBERNETES_VERSION}`,
      title: `kube-apiserver ${KUBERNETES_VERSION} and etcd`,
      // Helm asks which version the server is.
      variables: {
        'k8s.io/component-base/version.gitVersion': `v${KUBERNETES_VERSION}`,
        'k8s.io/component-base/version.gitMajor': '1',
        'k8s.io/component-base/version.gitMinor': KUBERNETES_VERSION.split('.')[1] ?? '',
      },
      args: ['k8s.io/kubernetes/cmd/kube-apiserver', 'go.etcd.io/etcd/server/v3'],
      cwd: inRepository('packages/deployment/cluster/tools'),
    },
    // The module's package is called "server", as its folder is.
    (partial) => renameSync(join(partial, 'server'), join(partial, 'etcd')),
  );
  return { apiServer: join(folder, 'kube-apiserver'), etcd: join(folder, 'etcd') };
}
