import { kafka } from './kafka.ts';
import { mysecu } from './mysecu.ts';
import { elsewhere, monitor, officine } from './officine.ts';
import { type Setting, settingsIn } from './setting.ts';

/** Every setting of the product: what the reference documents, and what is not called undeclared. */
export const allSettings: readonly Setting<unknown>[] = settingsIn({ kafka, mysecu, officine, elsewhere, monitor });
