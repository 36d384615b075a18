import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { table } from '../output/table.ts';
import { incidents, MonitorApi, incident as one, report } from './monitor-api.ts';

interface Options {
  readonly url?: string;
}

/** `officine incident …`: the monitor's incidents, an operator's notes, and the report to the help desk. */
export function addIncident(program: Command, { io }: CommandContext): void {
  const incident = program.command('incident').summary('list incidents of mySecu, add notes, print the help-desk report');
  const withUrl = (command: Command) =>
    command.option('--url <url>', 'status page of the availability monitor; OFFICINE_MONITOR_URL unless given');

  withUrl(incident.command('list').summary('the latest incidents')).action(async ({ url }: Options) => {
    const found = await new MonitorApi(io, url).get('/api/v1/incidents', incidents);
    const rows = found.incidents.map(({ id, openedAt, closedAt, components }) => [
      id,
      openedAt,
      closedAt ?? 'open',
      components.join(' '),
    ]);
    io.out(rows.length === 0 ? 'no incidents' : table(['INCIDENT', 'OPENED', 'CLOSED', 'COMPONENTS'], rows));
  });

  withUrl(incident.command('show').summary("an incident's timeline").argument('<id>')).action(
    async (id: string, { url }: Options) => {
      const found = await new MonitorApi(io, url).get(`/api/v1/incidents/${encodeURIComponent(id)}`, one);
      io.out(
        `${found.components.join(' ')}: from ${found.openedAt} ${found.closedAt === null ? 'on' : `to ${found.closedAt}`}\n`,
      );
      const rows = found.timeline.map(({ at, component, state = '', cause = '', note }) =>
        note === undefined ? [at, component ?? '', state, cause] : [at, 'note', note, ''],
      );
      io.out(table(['AT', 'COMPONENT', 'STATE', 'CAUSE'], rows));
    },
  );

  withUrl(
    incident.command('note').summary("add a note to an incident's public timeline").argument('<id>').argument('<text>'),
  ).action(async (id: string, text: string, { url }: Options) => {
    await new MonitorApi(io, url).post(`/api/v1/incidents/${encodeURIComponent(id)}/notes`, { text });
    io.out('noted');
  });

  withUrl(incident.command('report').summary('print the report to the CCSS help desk').argument('<id>')).action(
    async (id: string, { url }: Options) => {
      const { subject, text } = await new MonitorApi(io, url).get(
        `/api/v1/incidents/${encodeURIComponent(id)}/report`,
        report,
        true,
      );
      io.out(`Subject: ${subject}\n\n${text}`);
    },
  );
}
