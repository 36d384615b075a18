// These two are devstack's own, or different for each process: a service that got them would refuse them or collide with another.
const NOT_HANDED_ON = new Set(['OFFICINE_DIRECTORY_FILE', 'OFFICINE_HTTP_PORT']);

/** The `MYSECU_*` and `OFFICINE_*` settings of an environment that services get as they are. */
export function settingsHandedOn(env: NodeJS.ProcessEnv): Record<string, string> {
  return pick(env, (name) => /^(MYSECU|OFFICINE)_/.test(name) && !NOT_HANDED_ON.has(name));
}

/** What is left for a service's environment beside its settings: nothing that could be taken for one, and not how we were started. */
export function plainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return pick(
    env,
    (name) => !/^(MYSECU|OFFICINE|KAFKA|MONGODB|VITEST|npm)_/.test(name) && !['NODE_OPTIONS', 'NODE_CHANNEL_FD'].includes(name),
  );
}

function pick(env: NodeJS.ProcessEnv, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value !== undefined && value !== '' && wanted(name) ? [[name, value]] : [])),
  );
}
