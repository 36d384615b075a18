import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { aLogger } from '../logging/logger-fake.ts';
import { TokenCipher } from './token-cipher.ts';
import { TokenKeyWatch } from './token-key-watch.ts';

const key = (kid: string) => ({ kty: 'oct' as const, kid, alg: 'A256GCM', k: Buffer.alloc(32, kid).toString('base64url') });
let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'token-keys-')), 'keys.json');
});

const write = (...kids: string[]) => writeFile(file, JSON.stringify({ keys: kids.map(key) }));

async function aWatch() {
  await write('old');
  const cipher = new TokenCipher([key('old')]);
  const watch = new TokenKeyWatch(file, cipher, aLogger().logger);
  await watch.start();
  return { cipher, watch };
}

describe('the file of the token keys', () => {
  it('is followed: a new key seals as soon as it stands first', async () => {
    const { cipher, watch } = await aWatch();

    await write('old', 'new');
    await watch.look();
    expect(cipher.keyInUse).toBe('old');
    await write('new', 'old', 'older');
    await watch.look();

    expect(cipher.keyInUse).toBe('new');
    watch.stop();
  });

  it('leaves the keys as they are while it cannot be used', async () => {
    const { cipher, watch } = await aWatch();

    await writeFile(file, '{"keys":[]}');
    await watch.look();

    expect(cipher.keyInUse).toBe('old');
    watch.stop();
  });
});
