/** What each signal follows, for as long as somebody holds it. */
const SOURCES = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * A signal that aborts with the first of its sources. `AbortSignal.any` alone holds them weakly and asks them when it is looked at
 * (Node 24): of one that aborted and is gone by then it never hears.
 */
export function anyOf(...sources: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...sources]);
  SOURCES.set(signal, sources);
  return signal;
}
