import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { inRepository } from '../paths.ts';

const RULES = 'deploy/observability/prometheus';

/** An alert, as far as its runbook depends on it. */
export interface Alert {
  readonly alert: string;
  /** Which promise is at stake, where one alert stands for several; each has a runbook of its own. */
  readonly slo: string | undefined;
  readonly summary: string;
  /** What the rule itself names as its runbook. */
  readonly runbook: string;
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** Every alerting rule of deploy/observability, in the order of the files; one alert may have several, one for each window. */
export function alertsOfRules(): Alert[] {
  return readdirSync(inRepository(RULES))
    .filter((name) => name.endsWith('.rules.yaml'))
    .sort()
    .map((name) => parse(readFileSync(inRepository(RULES, name), 'utf8')) as RuleFile)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap(({ alert, labels = {}, annotations = {} }) =>
      alert === undefined
        ? []
        : [{ alert, slo: labels['slo'], summary: annotations['summary'] ?? '', runbook: annotations['runbook_url'] ?? '' }],
    );
}

/** The runbook of an alert, below docs/runbooks. */
export function runbookOf({ alert, slo }: Pick<Alert, 'alert' | 'slo'>): string {
  const name = alert.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return slo === undefined ? `${name}.md` : `${name}-${slo}.md`;
}
