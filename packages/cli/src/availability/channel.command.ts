import { Argument, type Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { MonitorApi } from './monitor-api.ts';

/** `officine channel test`: sends a test through a channel of notices, and says whether it was taken. */
export function addChannel(program: Command, { io }: CommandContext): void {
  program
    .command('channel')
    .summary('test the channels of notices')
    .command('test')
    .summary('send a test through one channel')
    .addArgument(new Argument('<channel>').choices(['webhook', 'mail', 'help-desk']))
    .option('--url <url>', 'status page of the availability monitor; OFFICINE_MONITOR_URL unless given')
    .action(async (channel: string, { url }: { url?: string }) => {
      await new MonitorApi(io, url).post(`/api/v1/channels/${channel}/test`, {});
      io.out(`${channel}: the test was taken`);
    });
}
