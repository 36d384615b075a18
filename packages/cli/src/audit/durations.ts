import { InvalidArgumentError } from 'commander';

/** A number of seconds, as an option gives it. Throws commander's error for anything else. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('must be a number of seconds.');
  }
  return value;
}
