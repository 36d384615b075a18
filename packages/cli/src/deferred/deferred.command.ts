import { userInfo } from 'node:os';
import { type ControlRecheckDrop, type ControlRecheckPause, controlKey, controlKinds, parseData } from '@officine/contracts';
import { connectKafka } from '@officine/kafka';
import { type Command, Option } from 'commander';
import { type CommandContext, controlOf, kafkaOf } from '../commands/command-context.ts';
import { instantOrSpan } from '../commands/instant.ts';
import { commandBy } from '../commands/suspend.command.ts';
import { SILENT } from '../connection/silent-logger.ts';
import { decideByCommand, lifting, putting } from '../control/decide-by-command.ts';
import { EXIT } from '../exit-code.ts';
import { UsageError } from '../usage-error.ts';
import { deferredAsJson, listDeferred, summariseDeferred } from './format-deferred.ts';
import { isMeant, readDeferred } from './read-deferred.ts';

const SCOPES = 'all, check/<check>, vendor/<id>, pharmacy/<id> or request/<vendor>/<request id>';

interface OrderFlags {
  readonly reason: string;
  readonly until?: Date;
  readonly receivedBefore?: Date;
  readonly actor: string;
  readonly yes?: boolean;
}

/** The checks that were degraded and still owe their answer: seen, paused, resumed, dropped. */
export function addDeferred(program: Command, context: CommandContext): void {
  const deferred = program
    .command('deferred')
    .summary('checks that are asked again: list, pause, resume, drop')
    .description(
      'Checks that were degraded and still owe their true answer. What is settled is not here, and is never asked again.',
    );
  addList(deferred, context);
  addPause(deferred, context);
  addResume(deferred, context);
  addDrop(deferred, context);
}

function addList(deferred: Command, context: CommandContext): void {
  deferred
    .command('list')
    .summary('how many wait, for whom, why, and since when')
    .argument('[scope]', SCOPES, 'all')
    .option('--requests', 'each check by its request id', false)
    .addOption(new Option('-o, --output <form>', 'how to show it').choices(['table', 'json']).default('table'))
    .action(async (scope: string, { requests, output }: { requests: boolean; output: string }, command: Command) => {
      const { io } = context;
      const [checks, inForce] = await Promise.all([
        readDeferred(connectKafka(kafkaOf(command, context), SILENT)),
        controlOf(command, context).read(),
      ]);
      const meant = checks.filter((check) => isMeant(scope, check));
      if (output === 'json') {
        io.out(deferredAsJson(meant));
        return;
      }
      if (meant.length === 0) {
        io.out('no check waits for its answer');
      } else {
        io.out(requests ? listDeferred(meant, new Date()) : summariseDeferred(meant, new Date()));
      }
      for (const { kind, id, data } of inForce.values()) {
        if (kind === 'recheck-pause') {
          const { reason, until } = data as ControlRecheckPause;
          io.out(`paused: ${id}, ${until === null ? 'until it is resumed' : `until ${until}`}: ${reason}`);
        }
      }
    });
}

function addPause(deferred: Command, context: CommandContext): void {
  deferred
    .command('pause')
    .summary('ask none of them again for now; fresh checks go on')
    .argument('<scope>', SCOPES)
    .requiredOption('--reason <text>', 'why')
    .option('--until <time>', 'when it ends by itself: RFC 3339, or 30m, 2h, 7d', instantOrSpan)
    .option('--actor <name>', 'who pauses', userInfo().username)
    .action(async (scope: string, { reason, until, actor }: OrderFlags, command: Command) => {
      const data = orderOf('recheck-pause', scope, { reason, until: until?.toISOString() ?? null });
      await decideByCommand(controlOf(command, context), commandBy(actor, new Date(), context), (inForce) =>
        putting(inForce, { kind: 'recheck-pause', id: scope, data }),
      );
      context.io.out(`paused: ${scope}, ${until === undefined ? 'until it is resumed' : `until ${until.toISOString()}`}`);
    });
}

function addResume(deferred: Command, context: CommandContext): void {
  deferred
    .command('resume')
    .summary('ask them again, at the rate that fresh checks leave')
    .argument('<scope>', SCOPES)
    .option('--actor <name>', 'who resumes', userInfo().username)
    .action(async (scope: string, { actor }: Pick<OrderFlags, 'actor'>, command: Command) => {
      const key = controlKey('recheck-pause', scope);
      await decideByCommand(controlOf(command, context), commandBy(actor, new Date(), context), (inForce) =>
        lifting(inForce, key, `${scope} is not paused`),
      );
      context.io.out(`resumed: ${scope}`);
    });
}

function addDrop(deferred: Command, context: CommandContext): void {
  deferred
    .command('drop')
    .summary('give them up: each ends rejected, recheck-ended, and its vendor is told')
    .description(
      'Gives up what was received before an instant, now by default. What is deferred later is not meant. It cannot be taken back.',
    )
    .argument('<scope>', SCOPES)
    .requiredOption('--reason <text>', 'why')
    .option('--received-before <time>', 'only what was received before: RFC 3339', (text) => instantOrSpan(text))
    .option('--yes', 'do not ask before', false)
    .option('--actor <name>', 'who drops', userInfo().username)
    .action(async (scope: string, { reason, receivedBefore = new Date(), yes, actor }: OrderFlags, command: Command) => {
      const { io } = context;
      const before = receivedBefore.toISOString();
      const data = orderOf('recheck-drop', scope, { reason, receivedBefore: before });
      const checks = await readDeferred(connectKafka(kafkaOf(command, context), SILENT));
      const meant = checks.filter((check) => isMeant(scope, check) && Date.parse(check.receivedAt) < receivedBefore.getTime());
      if (meant.length === 0) {
        io.out('no such check waits for its answer, nothing was dropped');
        return;
      }
      io.out(summariseDeferred(meant, new Date()));
      if (yes !== true && !(await io.confirm(`Give up these ${meant.length} checks?`))) {
        io.err('not confirmed, nothing was dropped; --yes drops without asking');
        context.exit(EXIT.failed);
        return;
      }
      await decideByCommand(controlOf(command, context), commandBy(actor, new Date(), context), (inForce) =>
        putting(inForce, { kind: 'recheck-drop', id: scope, data }),
      );
      io.out(`dropped: ${meant.length} checks of ${scope} received before ${before}; their vendors are told one by one`);
    });
}

function orderOf(kind: 'recheck-pause' | 'recheck-drop', scope: string, more: object): ControlRecheckPause | ControlRecheckDrop {
  const parsed = parseData<ControlRecheckPause | ControlRecheckDrop>(controlKinds[kind], { scope, ...more });
  if (!parsed.fits) {
    throw new UsageError(parsed.field === 'scope' ? `a scope is ${SCOPES}` : `${parsed.field} ${parsed.reason}`);
  }
  return parsed.data;
}
