import type { PodTemplate } from './objects.ts';

const ALLOWED_VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/**
 * What keeps a pod from the restricted Pod Security Standard, and from what we demand beyond it: a root file system that is read-only,
 * no token of the Kubernetes API. A real API server's admission says the same in `npm run check:cluster`.
 */
export function restrictedProblems({ name, spec }: PodTemplate): string[] {
  const { securityContext } = spec;
  const volumes = (spec.volumes ?? []).flatMap((volume) => {
    const [type] = Object.keys(volume).filter((key) => key !== 'name');
    return type === undefined || !ALLOWED_VOLUMES.has(type) ? [`volume ${volume.name} is of type ${type}`] : [];
  });
  const problems = [
    ...unless(securityContext['runAsNonRoot'] === true, 'may run as root'),
    ...unless(securityContext['runAsUser'] !== 0, 'runs as user 0'),
    ...unless(typeOf(securityContext['seccompProfile']) === 'RuntimeDefault', 'has no seccomp profile'),
    ...unless(spec.hostNetwork !== true, 'uses the network of its host'),
    ...unless(spec.automountServiceAccountToken === false, 'gets a token of the Kubernetes API'),
    ...unless(spec.enableServiceLinks === false, 'gets the addresses of all Services as settings'),
    ...volumes,
    ...spec.containers.flatMap(({ securityContext: own, volumeMounts }) => [
      ...unless(own['allowPrivilegeEscalation'] === false, 'may escalate privileges'),
      ...unless(JSON.stringify(own['capabilities']) === '{"drop":["ALL"]}', 'keeps capabilities'),
      ...unless(own['readOnlyRootFilesystem'] === true, 'may write its root file system'),
      ...unless(own['privileged'] !== true, 'is privileged'),
      ...(volumeMounts ?? []).flatMap((mount) => unless(mount.readOnly, `may write ${mount.mountPath}`)),
    ]),
  ];
  return problems.map((problem) => `${name} ${problem}`);
}

function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}

function typeOf(profile: unknown): unknown {
  return typeof profile === 'object' && profile !== null ? (profile as { type?: unknown }).type : undefined;
}
