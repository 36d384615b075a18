import { stopSignal } from './commands/stop-signal.ts';
import { COMMANDS } from './commands/table.ts';
import { leaveNothingBehind } from './infrastructure/guardian.ts';
import { createProgress, Stopped } from './infrastructure/progress.ts';

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];

if (command === undefined) {
  const list = Object.entries(COMMANDS).map(([each, { summary }]) => `  ${each.padEnd(8)} ${summary}\n`);
  process.stderr.write(`Commands:\n${list.join('')}`);
  process.exit(name === '' || name === 'help' || name === '--help' ? 0 : 2);
}

const stopped = stopSignal();
const progress = createProgress({ stopped: stopped.signal });
let code: number;
try {
  const run = await command.load();
  code = await run({ args, progress, stopped: stopped.signal });
} catch (error) {
  if (!(error instanceof Stopped)) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  }
  code = stopped.exitCode() ?? 1;
}
// The guardian is not waited for by itself, so something else has to keep this process alive until it has ended.
const alive = setInterval(() => undefined, 1_000);
await leaveNothingBehind();
clearInterval(alive);
process.exit(code);
