import { Argument, type Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { EXIT } from '../exit-code.ts';
import { channels, MonitorApi } from './monitor-api.ts';

/** Whom nobody should test by the way: people who answer emergencies. */
const BY_NAME_ONLY = 'help-desk';

/** `officine channel test`: sends a test through a channel of notices, or through each of them, and says whether it was taken. */
export function addChannel(program: Command, context: CommandContext): void {
  const { io } = context;
  program
    .command('channel')
    .summary('test the channels of notices')
    .command('test')
    .summary('send a test through one channel, or through each that is configured; to the help desk by its name only')
    .addArgument(new Argument('[channel]').choices(['webhook', 'mail', BY_NAME_ONLY]))
    .option('--url <url>', 'status page of the availability monitor; OFFICINE_MONITOR_URL unless given')
    .action(async (channel: string | undefined, { url }: { url?: string }) => {
      const api = new MonitorApi(io, url);
      if (channel !== undefined) {
        await test(api, channel);
        io.out(`${channel}: the test was taken`);
        return;
      }
      const configured = (await api.get('/api/v1/channels', channels, true)).channels.filter((name) => name !== BY_NAME_ONLY);
      if (configured.length === 0) {
        io.out('no channel is configured: nobody is told of an outage');
        context.exit(EXIT.failed);
      }
      for (const name of configured) {
        try {
          await test(api, name);
          io.out(`${name}: the test was taken`);
        } catch (error) {
          io.err(`${name}: ${error instanceof Error ? error.message : 'unknown'}`);
          context.exit(EXIT.failed);
        }
      }
    });
}

async function test(api: MonitorApi, channel: string): Promise<void> {
  await api.post(`/api/v1/channels/${channel}/test`, {});
}
