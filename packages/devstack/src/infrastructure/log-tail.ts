import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const BYTES_PER_LINE = 512;

/** The last lines of a file, read from its end; empty when there is no such file. */
export function lastLines(file: string, lines: number): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(handle);
    const length = Math.min(size, lines * BYTES_PER_LINE);
    const bytes = Buffer.alloc(length);
    readSync(handle, bytes, 0, length, size - length);
    return bytes.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(handle);
  }
}
