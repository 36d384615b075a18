import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

describe('a pace', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets partitions rest until its next beat, and not those that were forgotten', () => {
    const happened: string[] = [];
    const pace = new Pace({
      pause: ({ partition }) => happened.push(`pause ${partition}`),
      resume: ({ partition }) => happened.push(`resume ${partition}`),
    });
    pace.start();
    pace.rest({ topic: 't', partition: 0 });
    pace.rest({ topic: 't', partition: 1 });
    pace.forget({ topic: 't', partition: 1 });
    vi.advanceTimersByTime(1_000);
    pace.stop();

    expect(happened).toEqual(['pause 0', 'pause 1', 'resume 0']);
  });
});
