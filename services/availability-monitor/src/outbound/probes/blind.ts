import { networkInterfaces } from 'node:os';

/** Failures of our own network stack, resolver or proxy: they say nothing of the far side. */
const OURS: ReadonlySet<string> = new Set([
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'proxy',
]);

/** Whether a failure of this code lies with ourselves. */
export function isOurOwn(code: string): boolean {
  return OURS.has(code) || !hasNetwork();
}

function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => (addresses ?? []).length > 0);
}
