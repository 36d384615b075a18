import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Container, PodSpec, Volume } from '../kubernetes/objects.ts';

/** The Secrets and ConfigMaps of a namespace: by kind and name, their keys and contents. */
export type Namespace = Readonly<
  Record<'secrets' | 'configMaps', Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>>
>;

/**
 * Writes below `root` the files that kubelet would mount into a container. Thrown where a Secret, ConfigMap or key is missing that is not
 * optional: the container would not start either.
 */
export function mountFiles(pod: PodSpec, container: Container, namespace: Namespace, root: string): void {
  for (const { name, mountPath } of container.volumeMounts ?? []) {
    const volume = pod.volumes?.find((each) => each.name === name);
    if (volume === undefined) {
      throw new Error(`${container.name} mounts ${name}, and there is no such volume`);
    }
    mkdirSync(join(root, mountPath), { recursive: true });
    for (const [path, content] of filesOf(volume, namespace)) {
      const file = join(root, mountPath, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}

function filesOf(volume: Volume, namespace: Namespace): [string, string | Uint8Array][] {
  const { projected, secret, configMap } = volume;
  if (projected !== undefined) {
    return projected.sources.flatMap((source) => [
      ...(source.secret === undefined ? [] : contents(namespace, 'secrets', source.secret)),
      ...(source.configMap === undefined ? [] : contents(namespace, 'configMaps', source.configMap)),
    ]);
  }
  if (secret !== undefined) {
    return contents(namespace, 'secrets', { ...secret, name: secret.secretName });
  }
  return configMap === undefined ? [] : contents(namespace, 'configMaps', configMap);
}

interface Reference {
  readonly name: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

function contents(
  namespace: Namespace,
  kind: keyof Namespace,
  { name, items, optional = false }: Reference,
): [string, string | Uint8Array][] {
  const object = namespace[kind][name];
  if (object === undefined) {
    if (optional) return [];
    throw new Error(`${kind} has no ${name}`);
  }
  const wanted = items ?? Object.keys(object).map((key) => ({ key, path: key }));
  return wanted.map(({ key, path }) => {
    const content = object[key];
    if (content === undefined) {
      throw new Error(`${name} of ${kind} has no key ${key}`);
    }
    return [path, content];
  });
}
