import { describe, expect, it } from 'vitest';
import { Undo } from './undo.ts';

describe('undoing', () => {
  it('goes backwards, through failures, once, and tells the first of them', async () => {
    const done: string[] = [];
    const undo = new Undo();
    undo.add(async () => void done.push('kafka'));
    undo.add(() => Promise.reject(new Error('simulator')));
    undo.add(async () => void done.push('services'));

    await expect(undo.all()).rejects.toThrow('simulator');
    await undo.all();

    expect(done).toEqual(['services', 'kafka']);
  });
});
