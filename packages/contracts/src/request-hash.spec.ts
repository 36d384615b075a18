import { describe, expect, it } from 'vitest';
import { requestHash } from './request-hash.ts';

describe('the hash of a request', () => {
  it('does not depend on the order in which a vendor writes the fields', () => {
    expect(requestHash('r-1', { a: 1, b: [{ c: 2, d: 3 }] })).toBe(requestHash('r-1', { b: [{ d: 3, c: 2 }], a: 1 }));
  });

  it('differs when the id or any value differs', () => {
    const hashes = [requestHash('r-1', { a: 1 }), requestHash('r-2', { a: 1 }), requestHash('r-1', { a: 2 })];

    expect(new Set(hashes).size).toBe(3);
  });
});
