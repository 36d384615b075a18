import { describe, expect, it } from 'vitest';
import { linkedTo } from './linked-abort.ts';

describe('a linked signal', () => {
  it('aborts with the first of its sources, for its reason', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const { signal } = linkedTo(one.signal, other.signal);

    other.abort('other');
    one.abort('one');

    expect(signal.reason).toBe('other');
  });

  it('is aborted from the beginning when a source is', () => {
    expect(linkedTo(AbortSignal.abort('before')).signal.reason).toBe('before');
  });

  it('aborts when told to, and its sources do not', () => {
    const source = new AbortController();
    const linked = linkedTo(source.signal);

    linked.abort('told');

    expect(linked.signal.reason).toBe('told');
    expect(source.signal.aborted).toBe(false);
  });

  it('follows its sources no longer once it is released', () => {
    const source = new AbortController();
    const linked = linkedTo(source.signal);

    linked.release();
    source.abort();

    expect(linked.signal.aborted).toBe(false);
  });
});
