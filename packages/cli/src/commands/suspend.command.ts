import { userInfo } from 'node:os';
import { type ControlSuspension, controlKey, controlSuspension, parseData } from '@officine/contracts';
import type { Command } from 'commander';
import { pseudonymsIn } from '../connection/pseudonyms.ts';
import { decideByCommand, putting } from '../control/decide-by-command.ts';
import { scopeProblem } from '../control/scope-problem.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandContext, controlOf } from './command-context.ts';
import { instantOrSpan } from './instant.ts';

interface SuspendFlags {
  readonly reason: string;
  readonly until?: Date;
  readonly actor: string;
}

const SCOPES = 'all, check/<check>, vendor/<id>, pharmacy/<id> or user/<pharmacy>/<user>';

export function addSuspend(program: Command, context: CommandContext): void {
  program
    .command('suspend')
    .summary('stop calls at once')
    .description(
      'Stops every call within a scope, on every replica within a second; what is in flight ends rejected. In force until it is lifted,\n' +
        'or until its end. Written without asking: an emergency has no time for questions. The vendors concerned are told the reason.',
    )
    .argument('<scope>', SCOPES)
    .requiredOption('--reason <text>', 'why; told to the vendors concerned')
    .option('--until <time>', 'when it ends by itself: RFC 3339, or 30m, 2h, 7d', instantOrSpan)
    .option('--actor <name>', 'who suspends', userInfo().username)
    .action(async (scope: string, { reason, until, actor }: SuspendFlags, command: Command) => {
      const data = suspensionOf(scope, reason, until);
      const at = new Date();
      if (until !== undefined && until <= at) {
        throw new UsageError('--until is in the past');
      }
      await decideByCommand(controlOf(command, context), commandBy(actor, at, context), (inForce) => {
        const problem = scopeProblem(scope, inForce);
        if (problem !== undefined) {
          throw new UsageError(problem);
        }
        return putting(inForce, { kind: 'suspension', id: scope, data });
      });
      if (scope.startsWith('user/') && pseudonymsIn(context.io) === undefined) {
        context.io.err('the audit does not name the user: OFFICINE_PSEUDONYM_KEYS_FILE is not set');
      }
      const end = until === undefined ? 'until it is lifted' : `until ${until.toISOString()}`;
      context.io.out(`suspended: ${scope}, ${end}`);
    });

  program
    .command('lift')
    .summary('let calls go on that were suspended')
    .argument('<scope>', SCOPES)
    .option('--actor <name>', 'who lifts', userInfo().username)
    .action(async (scope: string, { actor }: Pick<SuspendFlags, 'actor'>, command: Command) => {
      const key = controlKey('suspension', scope);
      await decideByCommand(controlOf(command, context), commandBy(actor, new Date(), context), (inForce) => {
        const before = inForce.get(key);
        if (before === undefined) {
          throw new UsageError(`${scope} is not suspended`);
        }
        return { action: 'removed', key, before };
      });
      context.io.out(`lifted: ${scope}`);
    });
}

function suspensionOf(scope: string, reason: string, until: Date | undefined): ControlSuspension {
  const parsed = parseData(controlSuspension, { scope, reason, until: until?.toISOString() ?? null });
  if (!parsed.fits) {
    throw new UsageError(parsed.field === 'scope' ? `a scope is ${SCOPES}` : `${parsed.field} ${parsed.reason}`);
  }
  return parsed.data;
}

/** Who commands, with what the audit needs. */
export function commandBy(actor: string, at: Date, { io }: CommandContext) {
  const pseudonymOf = pseudonymsIn(io);
  return { actor, at, ...(pseudonymOf && { pseudonymOf }) };
}
