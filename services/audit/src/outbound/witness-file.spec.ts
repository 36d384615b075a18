import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckpointDocument } from '@officine/audit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WitnessContradicts, WitnessFile } from './witness-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'witness-'));
  path = join(folder, 'checkpoints');
});
afterEach(() => rm(folder, { recursive: true }));

function aCheckpoint(number: number, head = 'h'): CheckpointDocument {
  const claims = { number, previous: null, chain: 'c', seq: number, head, at: '2026-11-24T10:00:00Z' };
  const jws = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${'s'.repeat(86)}`;
  return { _id: number, chain: 'c', seq: number, at: new Date(), hash: `hash-${number}`, jws };
}

const aBook = (...checkpoints: readonly CheckpointDocument[]) => ({
  async *after(number: number) {
    yield* checkpoints.filter(({ _id }) => _id > number);
  },
});
const three = [aCheckpoint(1), aCheckpoint(2), aCheckpoint(3)] as const;
const lines = async () => (await readFile(path, 'utf8')).split('\n');

describe('the file for a witness', () => {
  it('gets every checkpoint once, in order, whoever writes to it next', async () => {
    await new WitnessFile(path).keep(aBook(three[0]));
    await new WitnessFile(path).keep(aBook(...three));
    await new WitnessFile(path).keep(aBook(...three));

    expect(await lines()).toEqual([...three.map(({ jws }) => jws), '']);
  });

  it('is only ever appended to: what was cut off stays, and is written whole on the next line', async () => {
    const file = new WitnessFile(path);
    await file.keep(aBook(three[0], three[1]));
    await truncate(path, (await readFile(path)).length - 40);

    await file.keep(aBook(...three));

    const [first, torn = '', second] = await lines();
    expect([first, second]).toEqual([three[0].jws, three[1].jws]);
    expect(second?.startsWith(torn)).toBe(true);
  });

  it.each([
    ['lost its last checkpoint', [three[0], three[1]]],
    ['shows another one under the same number', [three[0], three[1], aCheckpoint(3, 'another')]],
  ])('keeps what it has, and says so, when the database %s', async (_, checkpoints) => {
    const file = new WitnessFile(path);
    await file.keep(aBook(...three));

    await expect(file.keep(aBook(...checkpoints))).rejects.toBeInstanceOf(WitnessContradicts);

    expect(await lines()).toHaveLength(4);
  });

  it('goes on behind what somebody else wrote into it: verification will find that', async () => {
    const file = new WitnessFile(path);
    await file.keep(aBook(three[0]));
    await appendFile(path, 'nonsense\n');

    await file.keep(aBook(...three));

    expect(await lines()).toEqual([three[0].jws, 'nonsense', three[1].jws, three[2].jws, '']);
  });
});
