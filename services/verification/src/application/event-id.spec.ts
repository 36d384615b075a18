import { describe, expect, it } from 'vitest';
import { newEventId } from './event-id.ts';

describe('the id of an event', () => {
  it('is a UUID of version 7, and none comes twice', () => {
    const ids = Array.from({ length: 10_000 }, newEventId);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  it('stands behind all that were given before', () => {
    const ids = Array.from({ length: 10_000 }, newEventId);

    expect([...ids].sort()).toEqual(ids);
  });
});
