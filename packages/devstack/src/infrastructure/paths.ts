import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Everything that is fetched or made here lives in this folder of the clone; git ignores it. */
export const DEVSTACK_DIR = join(ROOT, '.devstack');

/** Where `npm run dev` tells other programs what runs. */
export const STACK_FILE = join(DEVSTACK_DIR, 'stack.json');
