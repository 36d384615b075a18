import { join } from 'node:path';
import type { Container } from '../kubernetes/objects.ts';
import type { Namespace } from './mounted-files.ts';

/**
 * The environment that a container gets, exactly: nothing of this process is in it. File names are below `root` instead of `/`, where the
 * files have been written. Thrown where a Secret is missing.
 */
export function containerEnvironment({ env, name }: Container, namespace: Namespace, root: string): Record<string, string> {
  const known: Record<string, string> = {};
  for (const { name: variable, value, valueFrom } of env) {
    const text = valueFrom?.secretKeyRef === undefined ? (value ?? name) : secretOf(valueFrom.secretKeyRef, namespace);
    // Kubernetes replaces $(NAME) by what was declared before.
    const expanded = text.replace(/\$\((\w+)\)/g, (whole, reference: string) => known[reference] ?? whole);
    known[variable] = /^\/(etc|run)\//.test(expanded) ? join(root, expanded) : expanded;
  }
  return known;
}

function secretOf({ name, key }: { readonly name: string; readonly key: string }, namespace: Namespace): string {
  const content = namespace.secrets[name]?.[key];
  if (typeof content !== 'string') {
    throw new Error(`the Secret ${name} has no key ${key}`);
  }
  return content;
}
