import type { Io } from '../../src/io.ts';

/** A terminal whose words are kept, and whose operator says what the test wants. */
export function aTerminal(options: { readonly env?: Io['env']; readonly says?: boolean; readonly input?: string } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    env: options.env ?? {},
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    confirm: () => Promise.resolve(options.says ?? false),
    input: () => Promise.resolve(options.input ?? ''),
  };
  return { io, out, err };
}
