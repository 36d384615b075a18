import { describe, expect, it } from 'vitest';
import { touchOptions } from './options.ts';

describe('the options of the touch bench', () => {
  it('are those of the claim unless told otherwise', () => {
    expect(touchOptions([])).toEqual({ seconds: 30, backlog: 50_000 });
  });

  it('can be scaled down', () => {
    expect(touchOptions(['--backlog', '2000', '--seconds', '5'])).toEqual({ seconds: 5, backlog: 2_000 });
  });

  it('refuse what would measure nothing', () => {
    expect(() => touchOptions(['--seconds', '0'])).toThrow(RangeError);
  });
});
