import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/table.ts';
import { MonitorApi, status } from './monitor-api.ts';

/** `officine status`: what the monitor sees now. */
export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .summary('show whether mySecu answers')
    .option('--url <url>', 'status page of the availability monitor; OFFICINE_MONITOR_URL unless given')
    .option('--json', 'as JSON', false)
    .action(async ({ url, json }: { url?: string; json: boolean }) => {
      const found = await new MonitorApi(context.io, url).get('/api/v1/status', status);
      if (json) {
        context.io.out(JSON.stringify(found, null, 2));
      } else {
        const rows = found.components.map(({ component, state, since, cause = '' }) => [component, state, since, cause]);
        context.io.out(`mySecu, ${found.environment} environment, last observed ${found.observedAt ?? 'never'}\n`);
        context.io.out(table(['COMPONENT', 'STATE', 'SINCE', 'CAUSE'], rows));
      }
      const overall = found.components.find(({ component }) => component === 'overall');
      context.exit(overall?.state === 'up' ? EXIT.done : EXIT.degraded);
    });
}
