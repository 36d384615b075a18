/** What {@link linkedTo} gives. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Follows its sources no longer: what is linked to a signal that lives on has to let go of it. */
  release(): void;
}

/**
 * A signal that aborts when told to, or with the first of its sources. `AbortSignal.any` needs no release, but holds its sources weakly and
 * asks them when it is looked at: one that aborted and is gone by then is never heard of. In earlier versions it
 * paid with weak references and finalizers: several for each check under way, which cost the garbage collector more than the check's own objects do.
 */
export function linkedTo(...sources: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const follow = () => controller.abort(sources.find(({ aborted }) => aborted)?.reason);
  for (const source of sources) {
    source.addEventListener('abort', follow);
  }
  if (sources.some(({ aborted }) => aborted)) {
    follow();
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release: () => {
      for (const source of sources) {
        source.removeEventListener('abort', follow);
      }
    },
  };
}
