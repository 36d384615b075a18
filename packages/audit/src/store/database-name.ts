/** Where the URI names none. */
const DEFAULT = 'officine';

/** The database that a MongoDB connection string names; `officine` where it names none. Not a URL: it may list several hosts. */
export function databaseNameIn(uri: string): string {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(uri)?.[1];
  return name === undefined ? DEFAULT : decodeURIComponent(name);
}
