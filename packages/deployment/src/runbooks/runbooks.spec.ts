import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { runCli } from '@officine/cli';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../paths.ts';
import { alertsOfRules, runbookOf } from './alerts.ts';
import { metricsInCode } from './metrics-in-code.ts';

const FOLDER = 'docs/runbooks';
const SECTIONS = ['Symptoms', 'Checks', 'Mending', 'Over when'];
const alerts = [...Map.groupBy(alertsOfRules(), runbookOf)];
const runbooks = readdirSync(inRepository(FOLDER)).filter((name) => name !== 'README.md');

function contentOf(name: string): string {
  return readFileSync(inRepository(FOLDER, name), 'utf8');
}

/** An alert's text as a heading can show it: `{{ $labels.component }}` is `<component>`, the windows of a burn rate are one `<window>`, their factors one `<factor>`. */
function headingOf(summary: string): string {
  return summary
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, '<$1>')
    .replace(/\{\{ \$value[^}]*\}\}/g, '<value>')
    .replace(/\b\d+[mhd]\/\d+[mhd]\b/g, '<window>')
    .replace(/\b[\d.]+ times\b/g, '<factor> times');
}

describe('runbooks', () => {
  it.each(alerts)('%s begins with the text of its alert, and the rule points to it', (file, rules) => {
    expect(existsSync(inRepository(FOLDER, file)), `${FOLDER}/${file} is missing`).toBe(true);
    expect(contentOf(file).split('\n', 1)[0]).toBe(`# ${headingOf(rules[0]?.summary ?? '')}`);
    expect(rules.map(({ runbook }) => runbook)).toEqual(rules.map(() => `${FOLDER}/${file}`));
  });

  it.each(alerts.map(([file]) => file))('%s says what to see, check and mend, and how to know that it is over', (file) => {
    const text = contentOf(file);

    expect([...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual(SECTIONS);
    const checks = text.slice(text.indexOf('## Checks'), text.indexOf('## Mending'));
    expect(checks).toMatch(/```(sh|promql)\n/);
  });

  it('has none for an alert that is no more; the rest are procedures that the overview lists', () => {
    const ofAlerts = new Set(alerts.map(([file]) => file));
    const overview = contentOf('README.md');

    expect(runbooks.filter((name) => !ofAlerts.has(name) && !overview.includes(`](${name})`))).toEqual([]);
  });

  it('asks for no metric that is not in code', () => {
    const known = metricsInCode();

    const named = runbooks.flatMap((name) => contentOf(name).match(/\bofficine_[a-z0-9_]+/g) ?? []);
    const unknown = named
      .filter((name) => !/^officine_(outcome|code|check|step|vendor)$/.test(name))
      .filter((name) => !known.has(name.replace(/_(total|bucket|count|sum)$/, '')) && !known.has(name));
    expect(named.length).toBeGreaterThan(30);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('tells to run no command, and no option, that `officine` does not have', async () => {
    const commands = new Set(
      runbooks.flatMap((name) =>
        [...contentOf(name).matchAll(/(?:^|`|&& |\| )officine ([a-z]+ [^`\n|#;&]*)/gm)].map(([, rest]) => rest ?? ''),
      ),
    );

    const wrong: string[] = [];
    for (const command of commands) {
      const [first = '', second = ''] = command.split(/\s+/);
      const help = await helpOf([first]);
      const sub = await helpOf([first, second]);
      const options = command.match(/--[a-z-]+/g) ?? [];
      const has = help.includes(`officine ${first}`) && options.every((option) => `${help}${sub}`.includes(option));
      if (!has) {
        wrong.push(`officine ${command}`);
      }
    }
    expect(commands.size).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});

async function helpOf(words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  await runCli([...words.filter((word) => /^[a-z-]+$/.test(word)), '--help'], {
    env: {},
    out: write,
    err: write,
    confirm: () => Promise.resolve(false),
    input: () => Promise.resolve(''),
  });
  return lines.join('\n');
}
