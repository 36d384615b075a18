import { kafka } from './kafka.ts';
import { mysecu } from './mysecu.ts';
import { elsewhere, monitor, officine } from './officine.ts';
import { type Setting, type SettingsSchema, settingsIn } from './setting.ts';

const GROUPS: readonly (readonly [title: string, schema: SettingsSchema])[] = [
  ['Kafka', kafka],
  ['eSanté and mySecu', mysecu],
  ['Officine', officine],
  ['One service or tool alone', elsewhere],
  ['Availability monitor', monitor],
];

/** The text of `docs/reference/settings.md`: every setting of the product, from its one declaration. */
export function settingsReference(): string {
  const groups = GROUPS.map(([title, schema]) => `## ${title}\n\n${table(settingsIn(schema))}`);
  return `# Settings

All settings are environment variables; an empty one counts as absent. A secret is always a file. A process that cannot start
lists every problem in one line. Beside these: the standard \`OTEL_*\` and \`LOG_LEVEL\`.

${groups.join('\n\n')}
`;
}

function table(settings: readonly Setting<unknown>[]): string {
  const rows = settings.map(({ env, doc, format, fallback, required }) => {
    const given = required ? '**required**' : fallback === null ? '' : `\`${fallback}\``;
    return `| \`${env}\` | ${format.name} | ${given} | ${doc} |`;
  });
  return ['| variable | is | default | what for |', '|---|---|---|---|', ...rows].join('\n');
}
