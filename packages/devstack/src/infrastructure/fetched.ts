import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { guardian } from './guardian.ts';

/**
 * Makes a folder once and for all: `fill` works in a folder beside it, which takes the final name only when complete. So a run that
 * was interrupted, or two at the same time, never leave a half-filled one, and a later run needs no network.
 */
export async function fetchedOnce(folder: string, fill: (partial: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) {
    return folder;
  }
  const partial = `${folder}.partial-${process.pid}`;
  guardian().guardPath(partial);
  try {
    mkdirSync(dirname(folder), { recursive: true });
    await fill(partial);
    moveUnlessThere(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
    guardian().releasePath(partial);
  }
  return folder;
}

function moveUnlessThere(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Somebody else was faster: theirs is as good as ours.
    if (!existsSync(folder)) {
      throw error;
    }
  }
}
