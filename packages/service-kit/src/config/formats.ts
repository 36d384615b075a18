import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Format } from './setting.ts';

/** Any text. */
export const text: Format<string> = { name: 'text', read: (value) => value };

/** One of `values`. */
export function oneOf<const T extends string>(...values: readonly T[]): Format<T> {
  return {
    name: `one of ${values.join(', ')}`,
    read: (value) => values.find((known) => known === value) ?? fail(`must be one of ${values.join(', ')}`),
  };
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Format<number> {
  return { name: `a whole number of at least ${least}`, read: (value) => numberIn(value, least, most, /^\d+$/) };
}

/** A number greater than zero. */
export const positiveNumber: Format<number> = {
  name: 'a number above 0',
  read: (value) => numberIn(value, Number.MIN_VALUE, Number.MAX_VALUE, /^\d+(\.\d+)?$/),
};

/** A TCP port; 0 lets the system choose. */
export const port: Format<number> = { name: 'a port, 0 for a free one', read: (value) => numberIn(value, 0, 65_535, /^\d+$/) };

/** An absolute URL of one of `protocols`. */
export function url(...protocols: readonly string[]): Format<URL> {
  const name = `a URL (${protocols.map((protocol) => `${protocol}://`).join(' or ')})`;
  return {
    name,
    read: (value) => {
      const parsed = URL.canParse(value) ? new URL(value) : fail(`must be ${name}`);
      return protocols.includes(parsed.protocol.slice(0, -1)) ? parsed : fail(`must be ${name}`);
    },
  };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An absolute URL that nobody on the way can read or change: https, or http to this very machine. */
export const secureUrl: Format<URL> = {
  name: 'a URL (https://, or http:// to this machine)',
  read: (value) => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    const isSecure = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && LOOPBACK.has(parsed.hostname));
    return parsed !== undefined && isSecure ? parsed : fail('must be a URL (https://, or http:// to this machine)');
  },
};

/** A MongoDB connection string: no URL, as that of a replica set lists several hosts. */
export const connectionString: Format<string> = {
  name: 'a MongoDB connection string',
  read: (value) => (/^mongodb(\+srv)?:\/\/[^/]+/.test(value) ? value : fail('must be a MongoDB connection string')),
};

/** `host:port` pairs, separated by commas. */
export const hostList: Format<readonly string[]> = {
  name: 'host:port, separated by commas',
  read: (value) => {
    const hosts = value.split(',').map((host) => host.trim());
    return hosts.every((host) => /^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(host))
      ? hosts
      : fail('must be host:port, separated by commas');
  },
};

/** A directory that exists; its path. */
export const directory: Format<string> = {
  name: 'a directory that exists',
  read: (path) => (statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : fail('must be a directory that exists')),
};

/** A file that exists; its path. */
export const existingFile: Format<string> = {
  name: 'a file that exists',
  read: (path) => (contentOf(path) === undefined ? '' : path),
};

/** A file with certificates in PEM; its content. */
export const pemFile: Format<string> = { name: 'a PEM file', read: (path) => pemIn(path, 'CERTIFICATE') };

/** A file with a private key in PEM; its content. */
export const privateKeyFile: Format<string> = { name: 'a secret PEM file', read: (path) => pemIn(path, 'PRIVATE KEY') };

/** A file with JSON; its path. */
export const jsonFile: Format<string> = {
  name: 'a JSON file',
  read: (path) => (jsonOf(contentOf(path)) === undefined ? fail('must name a JSON file') : path),
};

/** A file with one secret; its content without the line's end. */
export const secretFile: Format<string> = {
  name: 'a secret file',
  read: (path) => contentOf(path).replace(/\r?\n$/, '') || fail('names an empty file'),
};

const symmetricKeys = z.object({
  keys: z.array(z.object({ kty: z.literal('oct'), kid: z.string().min(1), k: z.string().min(1), alg: z.string() })).min(1),
});
/** A symmetric key of a JWK set (RFC 7517). */
export type SymmetricKey = z.infer<typeof symmetricKeys>['keys'][number];

/** The keys of a set, the one in use first, and the file that they come from: keys may be replaced while a process runs. */
export type KeySet = readonly SymmetricKey[] & { readonly file?: string };

/** A file with a JWK set of symmetric keys of `bits` for `algorithm`; the keys, the one in use first. */
export function keySetFile(algorithm: string, bits: number): Format<KeySet> {
  const name = `a secret JWK set of ${algorithm} keys`;
  return {
    name,
    read: (path) => {
      const parsed = symmetricKeys.safeParse(jsonOf(contentOf(path)));
      const keys = parsed.success ? parsed.data.keys : fail(`must name ${name}`);
      const fit = keys.every((key) => key.alg === algorithm && Buffer.from(key.k, 'base64url').length * 8 >= bits);
      const distinct = new Set(keys.map((key) => key.kid)).size === keys.length;
      return fit && distinct
        ? Object.assign(keys, { file: path })
        : fail(`must name ${name} of ${bits} bits, each with its own kid`);
    },
  };
}

function pemIn(path: string, label: string): string {
  const content = contentOf(path);
  return content.includes('-----BEGIN ') && content.includes(`${label}-----`)
    ? content
    : fail(`must name a PEM file with a ${label.toLowerCase()}`);
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fail('must name a file that exists and can be read');
  }
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function numberIn(value: string, least: number, most: number, shape: RegExp): number {
  const number = Number(value);
  const fits = shape.test(value) && number >= least && number <= most;
  return fits
    ? number
    : fail(least === Number.MIN_VALUE ? 'must be a number above 0' : `must be a whole number from ${least} to ${most}`);
}

function fail(message: string): never {
  throw new Error(message);
}
