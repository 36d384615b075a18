import { describe, expect, it } from 'vitest';
import { sendableAt } from './quiet-hours.ts';

const NIGHT = { from: '22:00', to: '06:30' };
const at = (text: string) => Date.parse(text);

describe('quiet hours', () => {
  it('hold a notice back until they end, by the clock of Luxembourg', () => {
    expect(sendableAt(at('2026-11-24T02:10:20+01:00'), NIGHT)).toBe(at('2026-11-24T06:30:00+01:00'));
    expect(sendableAt(at('2026-11-24T23:59:00+01:00'), NIGHT)).toBe(at('2026-11-25T06:30:00+01:00'));
  });

  it('hold nothing back outside of them, nor where there are none', () => {
    expect(sendableAt(at('2026-11-24T06:30:00+01:00'), NIGHT)).toBe(at('2026-11-24T06:30:00+01:00'));
    expect(sendableAt(at('2026-11-24T02:00:00+01:00'), undefined)).toBe(at('2026-11-24T02:00:00+01:00'));
  });

  it('end at the right instant in the night in which the clocks go back', () => {
    expect(sendableAt(at('2026-10-25T00:30:00+02:00'), NIGHT)).toBe(at('2026-10-25T06:30:00+01:00'));
  });
});
