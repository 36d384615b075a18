import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEVSTACK_DIR, fetchedOnce } from '@officine/devstack';
import { goModule } from '../tools/go-tools.ts';

/** The version of Kubernetes whose API types the chart is held against. */
export const KUBERNETES_VERSION = '1.37.2';

/** Where the API's own schemas are published: the Go modules of those who define the types. */
const SOURCES = [
  { module: 'k8s.io/kubernetes', version: `v${KUBERNETES_VERSION}`, files: ['api/openapi-spec/swagger.json'] },
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.20.0',
    files: ['config/crd/bases/keda.sh_scaledobjects.yaml', 'config/crd/bases/keda.sh_triggerauthentications.yaml'],
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v0.16.2',
    files: ['config/crds/bases/external-secrets.io_externalsecrets.yaml'],
  },
] as const;

/** A folder with `swagger.json` and the definitions of custom resources; fetched once. Thrown where Go is missing: MissingPrerequisite. */
export async function fetchedSchemas(): Promise<string> {
  return await fetchedOnce(join(DEVSTACK_DIR, `kubernetes-schemas-${KUBERNETES_VERSION}`), async (partial) => {
    mkdirSync(partial, { recursive: true });
    for (const { module, version, files } of SOURCES) {
      const source = await goModule(module, version);
      for (const file of files) {
        cpSync(join(source, file), join(partial, basename(file)));
      }
    }
  });
}
