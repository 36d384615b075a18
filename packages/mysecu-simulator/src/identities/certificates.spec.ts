import { describe, expect, it } from 'vitest';
import { serialNumber } from './certificates.ts';

describe('a serial number', () => {
  it.each([
    ['a leading zero byte', [0x00, 0x01]],
    ['two leading zero bytes', [0x00, 0x00]],
    ['the sign bit set', [0xff, 0x01]],
  ])('is a positive integer in its shortest DER form when the random bytes have %s', (_, random) => {
    const first = Number.parseInt(serialNumber(Uint8Array.from(random)).slice(0, 2), 16);

    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(0x80);
  });
});
