import { describe, expect, it } from 'vitest';
import { CompanionPosition } from './companion-position.ts';

function placed(head: number, end: number, start: number): CompanionPosition {
  const position = new CompanionPosition(() => undefined);
  position.place({ head: BigInt(head), end: BigInt(end), start: BigInt(start) });
  return position;
}

describe('the position in a companion', () => {
  it('is ready at once when there is nothing to read', () => {
    const position = placed(5, 5, 5);

    expect(position.advance(5n)).toBeNull();
    expect(position.phase).toBe('live');
  });

  it('goes back to the start of the window once the head is read to its end', () => {
    const position = placed(10, 20, 2);

    expect(position.advance(15n)).toBeNull();
    expect(position.phase).toBe('head');
    expect(position.advance(21n)).toBe(2n);
    expect(position.phase).toBe('behind');
    expect(position.next).toBe(2n);
  });

  it('knows on the way behind what was read with the head, and is live beyond it', () => {
    const position = placed(10, 20, 2);
    position.advance(21n);

    expect([2n, 9n, 10n, 20n, 21n].map((offset) => position.knows(offset))).toEqual([false, false, true, true, false]);
    position.advance(12n);
    expect(position.phase).toBe('behind');
    position.advance(25n);
    expect(position.phase).toBe('live');
  });

  it('knows nothing before it is placed', () => {
    const position = new CompanionPosition(() => undefined);

    expect(position.advance(5n)).toBeNull();
    expect(position.next).toBeUndefined();
    expect(position.phase).toBe('unplaced');
  });

  it('tells who waits for an offset when everything before it was read, which the way behind does not undo', async () => {
    const position = placed(10, 20, 2);
    const read: string[] = [];
    void position.reading(15n).then(() => read.push('head'));
    void position.reading(25n).then(() => read.push('live'));

    position.advance(14n);
    await Promise.resolve();
    expect(read).toEqual([]);
    position.advance(21n);
    await position.reading(21n);
    expect(read).toEqual(['head']);
    position.advance(12n);
    position.advance(25n);
    await position.reading(25n);
    expect(read).toEqual(['head', 'live']);
  });
});
