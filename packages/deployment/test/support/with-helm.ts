import { Helm } from '../../src/helm/helm.ts';

/** Building Helm takes three minutes on two cores, once. */
export const BUILDING_MS = 900_000;

/** Whether Helm can be had. A machine with neither Helm 4 nor Go goes without the tests of the chart, and is told so. */
export async function withHelm(): Promise<boolean> {
  const possible = await Helm.isPossible();
  if (!possible) {
    process.stderr.write('The tests of the chart are skipped: they need Helm 4, or Go to build it.\n');
  }
  return possible;
}
