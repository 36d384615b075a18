import { chartFiles, staleFiles, writeFiles } from './generate/chart-files.ts';
import { renderedExamples } from './helm/examples.ts';
import { Helm } from './helm/helm.ts';

/**
 * Writes what of the chart is generated, rendered examples included; with `--check` says what is stale and writes nothing. With
 * `--derived` it leaves the examples alone, for which Helm is needed.
 */
const files = chartFiles();
const withExamples = !process.argv.includes('--derived');
if (process.argv.includes('--check')) {
  const { stale, surplus } = staleFiles([...files, ...(withExamples ? await renderedExamples(await Helm.find()) : [])]);
  for (const path of [...stale.map((file) => file.path), ...surplus]) {
    process.stderr.write(`${path} is stale: npm run chart\n`);
  }
  process.exitCode = stale.length + surplus.length > 0 ? 1 : 0;
} else {
  // First what the examples are rendered from.
  const written = writeFiles(files);
  if (withExamples) {
    written.push(...writeFiles([...files, ...(await renderedExamples(await Helm.find()))]));
  }
  process.stdout.write(
    `deploy/helm/officine: ${written.length} written or removed\n${written.map((path) => `  ${path}\n`).join('')}`,
  );
}
