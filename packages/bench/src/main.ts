import { audit } from './audit.bench.ts';
import type { Bench } from './bench.ts';
import { directory } from './directory.bench.ts';
import { exchange } from './exchange.bench.ts';
import { printFigures } from './print.ts';
import { touch } from './touch.bench.ts';

const BENCHES: readonly Bench[] = [exchange, audit, touch, directory];

const [wanted, ...args] = process.argv.slice(2);
const bench = BENCHES.find(({ name }) => name === wanted);
if (bench === undefined) {
  process.stderr.write(`usage: bench <${BENCHES.map(({ name }) => name).join('|')}>\n`);
  process.exitCode = 2;
} else {
  process.stdout.write(`${bench.name}: ${bench.what}\n\n`);
  printFigures(bench.name, await bench.run(args));
}
